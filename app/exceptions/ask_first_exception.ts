import RefusedException from '#exceptions/refused_exception'

/** What was asked for can be done, once whoever asked has said yes to these questions. */
export default class AskFirstException<Question extends string = string> extends RefusedException {
  static code = 'E_ASK_FIRST'

  constructor(
    readonly questions: Question[],
    sentence: string
  ) {
    super(sentence)
  }
}
