import { Bouncer } from '@adonisjs/bouncer'
import type Member from '#models/member'
import { ROLES, type Role } from '#models/member'

/** What whoever has a role, or one above it, may do. */
function from(role: Role) {
  return Bouncer.ability((member: Member) => ROLES.indexOf(member.role) >= ROLES.indexOf(role))
}

export const abilities = {
  /** Their own loans, sign-ins, password and language. */
  own: from('none'),
  /** Lend, return, renew, see a member's loans. */
  lend: from('helper'),
  /** Members, and records of the catalogue. */
  edit: from('librarian'),
  /** Roles, the library's own page and rules, changes and restoring. */
  govern: from('admin'),
}

export type Ability = keyof typeof abilities
