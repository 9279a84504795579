import { Exception } from '@adonisjs/core/exceptions'

/** What stands against a backup or its restoring, as a sentence for whoever asked for it. */
export default class BackupException extends Exception {
  static status = 422
  static code = 'E_BACKUP'
}
