import { defineConfig } from '@adonisjs/static'

export default defineConfig({
  enabled: true,
  etag: true,
  lastModified: true,
  dotFiles: 'ignore',
  /** What Vite builds carries the hash of its content in its name, and so never changes. */
  headers: (path) => ({
    'x-content-type-options': 'nosniff',
    'cache-control': /[\\/]public[\\/]assets[\\/][^\\/]+$/.test(path)
      ? 'public, max-age=31536000, immutable'
      : 'public, max-age=86400',
  }),
})
