import { defineConfig, drivers } from '@adonisjs/core/hash'

/** Cost and memory as OWASP's Password Storage Cheat Sheet asks for: 128 MB and some 0.3 seconds each. */
export default defineConfig({
  default: 'scrypt',
  list: {
    scrypt: drivers.scrypt({
      cost: 2 ** 17,
      blockSize: 8,
      parallelization: 1,
      maxMemory: 160 * 1024 * 1024,
    }),
  },
})

declare module '@adonisjs/core/types' {
  export interface HashersList {
    scrypt: ReturnType<typeof drivers.scrypt>
  }
}
