import RefusedException from '#exceptions/refused_exception'

export type Refusal =
  | 'already'
  | 'maintenance'
  | 'withdrawn'
  | 'gone'
  | 'barred'
  | 'expired'
  | 'due_in_past'
  | 'renewal_in_past'
  | 'renewal_too_far'
  | 'no_date'
  | 'renewed_most'
  | 'over'
  | 'not_on_loan'
  | 'built_on'
  | 'undone'

/**
 * What the ledger of loans does not do. Commands say the sentence; pages have a text for the reason,
 * under "refusals", that these values are put into. A day among them is one as "2027-01-31".
 */
export default class NotDoneException extends RefusedException {
  static code = 'E_NOT_DONE'

  constructor(
    readonly reason: Refusal,
    sentence: string,
    readonly values: Record<string, string | number> = {}
  ) {
    super(sentence)
  }
}
