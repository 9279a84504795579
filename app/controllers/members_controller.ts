import type { HttpContext } from '@adonisjs/core/http'
import db from '@adonisjs/lucid/services/db'
import { NotAllowedException } from '#exceptions/errors'
import PastLastPageException from '#exceptions/past_last_page_exception'
import RefusedException from '#exceptions/refused_exception'
import { abilities } from '#accounts/abilities'
import { today } from '#clock'
import { toSortKey } from '#catalogue/headings'
import { languageNames, Preferences } from '#visitor/preferences'
import {
  type Faults,
  factsOf,
  FIELDS,
  owners,
  readTold,
  tellOf,
  type Told,
} from '#members/member_facts'
import Loan from '#models/loan'
import Member from '#models/member'
import { patiently } from '#sql/patience'
import { readPaging, toQuery } from '#search/list_parameters'
import { readQueryText } from '#search/query'

/** Of the loans that are over, where a member keeps them. */
const MOST_PAST = 200

export default class MembersController {
  async index(ctx: HttpContext) {
    const { bouncer, request, session, view } = ctx
    const usual = new Preferences(session).ofLists
    const text = textAsked(ctx)
    const { page, perPage } = readPaging(request.qs(), usual)
    const members = await Member.query()
      .if(text, (query) => query.apply((scopes) => scopes.matching(text)))
      .apply((scopes) => scopes.ordered())
      .withCount('loans', (loans) => loans.withScopes((scopes) => scopes.open()).as('open'))
      .withCount('loans', (loans) =>
        loans.withScopes((scopes) => scopes.overdue(today())).as('late')
      )
      .paginate(page, perPage)
    members.baseUrl(request.url()).queryString(toQuery({ q: text, per_page: perPage }, usual))
    PastLastPageException.throwIf(members)
    const mayEdit = await bouncer.allows(abilities.edit)
    return view.render('pages/members/index', { members, text, mayEdit })
  }

  async show({ auth, bouncer, params, view }: HttpContext) {
    const shown = await Member.findOrFail(params.id)
    const loans = () =>
      Loan.query()
        .where('memberId', shown.id)
        .preload('copy', (copy) => copy.preload('book'))
    const open = await loans().withScopes((scopes) => {
      scopes.open()
      scopes.dueSoonest()
    })
    const past = shown.isHistoryKept
      ? await loans().whereNotNull('returnedAt').orderBy('returnedAt', 'desc').limit(MOST_PAST)
      : []
    const mayEdit =
      (await bouncer.allows(abilities.edit)) && !shown.isAbove(auth.use('web').getUserOrFail())
    const isLast = shown.role === 'admin' && !(await Member.hasAdmin(db.connection(), shown))
    return view.render('pages/members/show', { shown, open, past, mayEdit, isLast })
  }

  create(ctx: HttpContext) {
    return showForm(ctx, readTold(typedIn({})).told)
  }

  store(ctx: HttpContext) {
    return save(ctx)
  }

  async edit(ctx: HttpContext) {
    const edited = await findEditable(ctx)
    return showForm(ctx, tellOf(edited), { edited })
  }

  async update(ctx: HttpContext) {
    return save(ctx, await findEditable(ctx))
  }

  async destroy(ctx: HttpContext) {
    const { i18n, params, response, session } = ctx
    const { id, name } = await findEditable(ctx)
    try {
      await patiently(() => Member.remove(id))
    } catch (error) {
      if (!(error instanceof RefusedException)) throw error
      // The page says what stands in the way
      session.flash('message', i18n.t('members.not_deleted', { name }))
      return response.redirect().status(303).toPath(`/desk/members/${params.id}`)
    }
    session.flash('message', i18n.t('members.deleted', { name }))
    return response.redirect().status(303).toPath('/desk/members')
  }
}

/** What was searched for; '' for everybody. */
export function textAsked({ request }: HttpContext) {
  const { q } = request.qs()
  return readQueryText(typeof q === 'string' ? q : '').text
}

/** @throws NotAllowedException where their role is above that of who asks */
async function findEditable({ auth, params }: HttpContext) {
  const member = await Member.findOrFail(params.id)
  if (member.isAbove(auth.use('web').getUserOrFail())) throw new NotAllowedException()
  return member
}

async function save(ctx: HttpContext, edited?: Member) {
  const { i18n, request, response, session } = ctx
  const typed = typedIn(request.body())
  const { told, faults } = readTold(typed)
  // A card that somebody has already is none that was mistyped now
  if (told.card === edited?.card) delete faults.card
  if (edited && !told.card) told.card = edited.card

  const findFaults = async () => ({ ...(await owners(told, edited?.id)), ...faults })
  const found = await findFaults()
  const isNewName = toSortKey(told.name) !== toSortKey(edited?.name ?? '')
  const namesakes =
    isNewName && !found.name && request.input('same_name') !== told.name
      ? await Member.namesakes(told.name, edited?.id)
      : []
  if (Object.keys(found).length > 0 || namesakes.length > 0) {
    return showForm(ctx, typed, { edited, faults: found, namesakes, name: told.name })
  }

  let saved: Member
  try {
    const facts = factsOf(told)
    saved = await (edited ? edited.change(facts) : patiently(() => Member.add(facts)))
  } catch (error) {
    // Somebody else was given the card or the address meanwhile
    const late = await findFaults()
    if (Object.keys(late).length === 0) throw error
    return showForm(ctx, typed, { edited, faults: late })
  }
  session.flash('message', i18n.t('members.saved', { name: saved.name }))
  return response.redirect().status(303).toPath(`/desk/members/${saved.id}`)
}

interface Form {
  edited?: Member
  faults?: Faults
  /** Others of the same name, who are shown before it is saved. */
  namesakes?: Member[]
  name?: string
}

function showForm(
  { response, view }: HttpContext,
  typed: Told,
  { edited, faults = {}, namesakes = [], name }: Form = {}
) {
  const isRefused = Object.keys(faults).length > 0 || namesakes.length > 0
  if (isRefused) response.status(422)
  const languages = languageNames()
  const page = { typed, edited, faults, namesakes, name, fields: FIELDS, languages }
  return view.render('pages/members/form', page)
}

function typedIn(body: Record<string, unknown>) {
  const texts = FIELDS.map((field) => [field, typeof body[field] === 'string' ? body[field] : ''])
  return Object.fromEntries(texts) as Told
}
