import { defineConfig } from '@adonisjs/core/bodyparser'

export default defineConfig({
  allowedMethods: ['POST', 'PUT', 'PATCH', 'DELETE'],
  form: {
    convertEmptyStringsToNull: true,
    types: ['application/x-www-form-urlencoded'],
    limit: '100kb',
  },
  json: { convertEmptyStringsToNull: true, types: ['application/json'], limit: '100kb' },
  multipart: { autoProcess: false, types: ['multipart/form-data'] },
})
