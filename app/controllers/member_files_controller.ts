import { createWriteStream } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { HttpContext } from '@adonisjs/core/http'
import db from '@adonisjs/lucid/services/db'
import { textAsked } from '#controllers/members_controller'
import { FIELDS, tellOf, type Told } from '#members/member_facts'
import { BuiltOnException, perform, StaleException, undo } from '#members/member_file'
import { leavingOf, planOf, versionOf } from '#members/member_plan'
import { readTable, type Row, TableException, writeTable } from '#members/member_table'
import Member from '#models/member'
import MemberFile from '#models/member_file'

const LARGEST = 5_000_000

/** Of each kind of change, so many are shown; the others are counted. */
const MOST_SHOWN = 200

export default class MemberFilesController {
  async download(ctx: HttpContext) {
    const { i18n, response } = ctx
    const text = textAsked(ctx)
    const members = await Member.query()
      .if(text, (query) => query.apply((scopes) => scopes.matching(text)))
      .apply((scopes) => scopes.ordered())
    response.header('content-type', 'text/csv; charset=utf-8')
    response.header('content-disposition', 'attachment; filename="members.csv"')
    const headings = FIELDS.map((field) => [field, i18n.t(`member_fields.${field}`)])
    return writeTable(Object.fromEntries(headings) as Told, members.map(tellOf))
  }

  create(ctx: HttpContext) {
    return showUpload(ctx)
  }

  /** Reads a file, which changes nothing before a yes. */
  async store(ctx: HttpContext) {
    const folder = await mkdtemp(join(tmpdir(), 'members-'))
    try {
      const path = join(folder, 'file')
      await receive(ctx, path)
      const file = await MemberFile.create({ rows: await readTable(path) })
      return ctx.response.redirect().status(303).toPath(`/desk/members/files/${file.id}`)
    } catch (error) {
      if (!(error instanceof TableException)) throw error
      return showUpload(ctx, error.kind)
    } finally {
      await rm(folder, { recursive: true })
    }
  }

  async show(ctx: HttpContext) {
    const file = await MemberFile.findOrFail(ctx.params.id)
    if (file.doneAt) return ctx.view.render('pages/member_files/done', { file })
    return showPlan(ctx, file)
  }

  async update(ctx: HttpContext) {
    const { auth, i18n, params, request, response, session } = ctx
    const by = auth.use('web').getUserOrFail()
    const { version, remove } = request.body()
    const file = await MemberFile.findOrFail(params.id)
    try {
      const plan = await perform(file.id, version, by, remove === '1')
      if (plan) session.flash('message', i18n.t('member_files.done'))
    } catch (error) {
      if (!(error instanceof StaleException)) throw error
      return showPlan(ctx, file, { isStale: true })
    }
    return response.redirect().status(303).toPath(`/desk/members/files/${params.id}`)
  }

  async destroy(ctx: HttpContext) {
    const { auth, i18n, params, response, session, view } = ctx
    const file = await MemberFile.findOrFail(params.id)
    try {
      if (file.doneAt) await undo(file.id, auth.use('web').getUserOrFail())
      else await file.delete()
    } catch (error) {
      if (!(error instanceof BuiltOnException)) throw error
      response.status(409)
      const { names } = error
      const more = names.length - MOST_SHOWN
      return view.render('pages/member_files/done', {
        file,
        built: names.slice(0, MOST_SHOWN),
        more,
      })
    }
    const text = file.doneAt ? i18n.t('member_files.undone') : i18n.t('member_files.dropped')
    session.flash('message', text)
    return response.redirect().status(303).toPath('/desk/members')
  }
}

/** Writes the file of the form there. @throws TableException where there is none, or a larger one */
async function receive({ request }: HttpContext, path: string) {
  const { multipart } = request
  let isReceived = false
  multipart?.onFile('file', {}, async (part, report) => {
    isReceived = true
    // Which is what counts, and ends it where it is too much
    part.pause().on('data', report)
    await pipeline(part, createWriteStream(path))
  })
  try {
    await multipart?.process({ limit: LARGEST })
  } catch (error) {
    const { code, status, statusCode = status } = Object(error)
    if (code === 'E_REQUEST_ENTITY_TOO_LARGE') throw new TableException('too_large')
    // A form that was cut off, or is none
    if (!(statusCode < 500)) throw error
    isReceived = false
  }
  if (!isReceived) throw new TableException('empty')
}

async function showUpload({ response, view }: HttpContext, fault?: string) {
  if (fault) response.status(422)
  const undoable = await MemberFile.undoable()
  return view.render('pages/member_files/create', { fault, undoable })
}

async function showPlan(
  { auth, response, view }: HttpContext,
  file: MemberFile,
  { isStale = false } = {}
) {
  if (isStale) response.status(409)
  const by = auth.use('web').getUserOrFail()
  const { plan } = await planOf(db.connection(), file.rows as Row[], by)
  const first = <T>(all: T[]) => ({
    shown: all.slice(0, MOST_SHOWN),
    more: Math.max(0, all.length - MOST_SHOWN),
  })
  const leaving = leavingOf(plan).length
  const changes = plan.added.length + plan.changed.length
  return view.render('pages/member_files/show', {
    file,
    plan,
    leaving,
    changes,
    isStale,
    first,
    version: versionOf(plan),
  })
}
