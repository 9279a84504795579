import { mkdir, symlink, writeFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'

const FILES = {
  'package.json': '{ "type": "module" }',
  'adonisrc.js': `
    import { defineConfig } from '@adonisjs/core/app'
    export default defineConfig({
      providers: [() => import('@adonisjs/core/providers/app_provider')],
      preloads: [() => import('./start/routes.js')],
    })`,
  'config/app.js': `
    import { defineConfig } from '@adonisjs/core/http'
    export const http = defineConfig({})`,
  'config/encryption.js': `
    import { defineConfig, drivers } from '@adonisjs/core/encryption'
    export default defineConfig({
      default: 'gcm',
      list: { gcm: drivers.aes256gcm({ id: 'gcm', keys: [process.env.APP_KEY] }) },
    })`,
  'config/logger.js': `
    import { defineConfig } from '@adonisjs/core/logger'
    export default defineConfig({
      default: 'app',
      loggers: { app: { enabled: true, name: 'empty', level: 'error' } },
    })`,
  'start/routes.js': `
    import router from '@adonisjs/core/services/router'
    router.get('/', () => 'Hello')`,
  'bin/server.js': `
    import 'reflect-metadata'
    import { Ignitor } from '@adonisjs/core'
    const root = new URL('../', import.meta.url)
    const importer = (path) => /^[.]{1,2}[/]/.test(path) ? import(new URL(path, root).href) : import(path)
    await new Ignitor(root, { importer }).httpServer().start()`,
}

/** Writes an AdonisJS application with one route and nothing else, on the packages of this project. */
export async function writeEmptyApp(folder: string) {
  for (const [name, text] of Object.entries(FILES)) {
    const file = join(folder, name)
    await mkdir(dirname(file), { recursive: true })
    await writeFile(file, text)
  }
  await symlink(resolve('node_modules'), join(folder, 'node_modules'))
}
