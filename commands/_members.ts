import RefusedException from '#exceptions/refused_exception'
import { ROLES } from '#models/member'

/** @throws RefusedException where there is no such role */
export function readRole(text: string) {
  const role = ROLES.find((known) => known === text.trim().toLowerCase())
  if (role) return role
  throw new RefusedException(`"${text}" is none of the roles: ${ROLES.join(', ')}.`)
}
