import type { HttpContext } from '@adonisjs/core/http'
import { today } from '#clock'
import { toLoansCsv } from '#desk/loans_file'
import PastLastPageException from '#exceptions/past_last_page_exception'
import { isSpoken, ownLanguageOf, textsIn } from '#languages/speech'
import { dayOf, directionOf } from '#languages/words'
import Library from '#models/library'
import Loan from '#models/loan'
import Member from '#models/member'
import { readChoice, readPaging, toQuery } from '#search/list_parameters'

const KINDS = ['overdue'] as const

/** For how many members a page has notices. */
const NOTICES = 50

export default class LoansController {
  async index({ request, view }: HttpContext) {
    const only = readChoice(request.qs().only, KINDS)
    const { page, perPage } = readPaging(request.qs(), { perPage: 50 })
    const loans = await openLoans(only).paginate(page, perPage)
    loans.baseUrl(request.url()).queryString(toQuery({ only, per_page: perPage }, { perPage: 50 }))
    PastLastPageException.throwIf(loans)
    return view.render('pages/desk/loans', { loans, only })
  }

  async download({ i18n, request, response }: HttpContext) {
    const loans = await openLoans(readChoice(request.qs().only, KINDS))
    response.header('content-type', 'text/csv; charset=utf-8')
    response.header('content-disposition', 'attachment; filename="loans.csv"')
    return toLoansCsv(loans, {
      due: i18n.t('copies.due_back'),
      member: i18n.t('desk_loans.member'),
      card: i18n.t('desk.card'),
      group: i18n.t('desk.group'),
      title: i18n.t('words.title'),
      code: i18n.t('copies.code'),
      lent: i18n.t('desk_loans.lent'),
    })
  }

  /** A letter for each member who has something overdue, in the member's language. */
  async notices({ request, view }: HttpContext) {
    const { page } = readPaging(request.qs())
    const late = Loan.query().withScopes((loans) => loans.overdue(today()))
    const members = await Member.query()
      .whereIn('id', late.clone().select('memberId'))
      .withScopes((scopes) => scopes.ordered())
      .preload('loans', (loans) =>
        loans
          .withScopes((scopes) => scopes.overdue(today()))
          .withScopes((scopes) => scopes.dueSoonest())
          .preload('copy', (copies) => copies.preload('book'))
      )
      .paginate(page, NOTICES)
    members.baseUrl(request.url())
    PastLastPageException.throwIf(members)
    const usual = ownLanguageOf(await Library.current())
    const letters = members.all().map((addressee) => {
      const speech = textsIn(isSpoken(addressee.language) ? addressee.language : usual)
      return { addressee, speech, direction: directionOf(speech), dayOf }
    })
    return view.render('pages/desk/notices', { members, letters })
  }
}

/** With members and books, the first due first. */
function openLoans(only: 'overdue' | null) {
  return Loan.query()
    .withScopes((loans) => (only ? loans.overdue(today()) : loans.open()))
    .withScopes((loans) => loans.dueSoonest())
    .preload('member')
    .preload('copy', (copies) => copies.preload('book'))
}
