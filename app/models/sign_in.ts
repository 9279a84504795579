import { belongsTo, column } from '@adonisjs/lucid/orm'
import type { BelongsTo } from '@adonisjs/lucid/types/relations'
import { SignInSchema } from '#database/schema'
import Member from '#models/member'

const NUMBER = { consume: Number }

/** A browser in which a member is signed in. Moments are milliseconds since 1970. */
export default class SignIn extends SignInSchema {
  static selfAssignPrimaryKey = true

  @column(NUMBER)
  declare began: number

  @column(NUMBER)
  declare seen: number

  @column(NUMBER)
  declare proved: number

  @belongsTo(() => Member)
  declare member: BelongsTo<typeof Member>
}
