import sqlite3 from 'sqlite3'
import { interruptible } from '#stop'

type Row = Record<string, unknown>

/** A SQLite file opened apart from the site's own connection, and closed by `await using`. */
export class SqliteFile implements AsyncDisposable {
  private constructor(private database: sqlite3.Database) {
    interruptible(database)
  }

  /** @throws an error with SQLite's code where the file cannot be opened */
  static async open(path: string, mode = sqlite3.OPEN_READONLY) {
    return new Promise<SqliteFile>((resolve, reject) => {
      const database: sqlite3.Database = new sqlite3.Database(path, mode, (error) =>
        error ? reject(error) : resolve(new SqliteFile(database))
      )
    })
  }

  async query(sql: string, bindings: string[] = []) {
    return new Promise<Row[]>((resolve, reject) => {
      this.database.all<Row>(sql, bindings, (error, rows) =>
        error ? reject(error) : resolve(rows)
      )
    })
  }

  async [Symbol.asyncDispose]() {
    return new Promise<void>((resolve) => this.database.close(() => resolve()))
  }
}
