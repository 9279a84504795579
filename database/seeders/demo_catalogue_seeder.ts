import { readFile } from 'node:fs/promises'
import app from '@adonisjs/core/services/app'
import db from '@adonisjs/lucid/services/db'
import { BaseSeeder } from '@adonisjs/lucid/seeders'
import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import { DateTime } from 'luxon'
import Author from '#models/author'
import Book from '#models/book'
import BookInstance from '#models/book_instance'
import Genre from '#models/genre'
import Language from '#models/language'
import Library from '#models/library'
import Loan from '#models/loan'
import Member from '#models/member'
import { transaction } from '#sql/transaction'

interface DemoCatalogue {
  authors: { name: string; sortName: string; born?: string; died?: string }[]
  books: {
    title: string
    subtitle?: string
    series?: string
    volume?: string
    sortTitle: string
    authors: string[]
    summary: string
    isbn?: string
    year?: number
    publisher?: string
    language: string
    genres: string[]
    copies: {
      imprint: string
      /** By the Dewey Decimal Classification. */
      shelfPlace?: string
      status: BookInstance['status']
      dueInDays?: number
    }[]
  }[]
}

/** Loads the demo catalogue. Loans are due around the day of seeding, so that some are always overdue. */
export default class DemoCatalogueSeeder extends BaseSeeder {
  async run() {
    const file = app.makePath('database/data/demo_catalogue.json')
    const catalogue: DemoCatalogue = JSON.parse(await readFile(file, 'utf8'))
    const today = DateTime.now().startOf('day')

    await transaction(db.connection(), async (client) => {
      const authors = await Author.createMany(catalogue.authors, { client })
      const genres = await Genre.createMany(
        distinct(catalogue.books.flatMap((book) => book.genres)).map((name) => ({ name })),
        { client }
      )
      await Language.createMany(
        distinct(catalogue.books.map((book) => book.language)).map((code) => ({
          code,
          name: Language.nameOf(code)!,
        })),
        { client }
      )
      const authorOf = new Map(authors.map((author) => [author.name, author]))
      const genreOf = new Map(genres.map((genre) => [genre.name, genre]))

      for (const { authors: names, genres: kinds, copies, language, ...facts } of catalogue.books) {
        const book = await Book.create({ ...facts, languageCode: language }, { client })
        await book.setAuthors(names.map((name) => authorOf.get(name)!))
        await book.related('genres').attach(kinds.map((name) => genreOf.get(name)!.id))
        await BookInstance.createMany(
          copies.map(({ dueInDays, ...copy }) => ({
            ...copy,
            bookId: book.id,
            dueBack: dueInDays === undefined ? null : today.plus({ days: dueInDays }),
          })),
          { client }
        )
      }
      await lendExamples(client, today)
      await Library.setDemonstration(client, true)
    })
  }
}

/** People of old books, whom nobody takes for a neighbour. */
const MEMBERS = [
  'Elizabeth Bennet',
  'Sherlock Holmes',
  'Anne Shirley',
  'Dorothea Brooke',
  'Jean Valjean',
  'Alice Liddell',
]

/** How many of the copies that are on loan each of them has. */
const LOANS_EACH = 3

/** Gives the copies that are on loan to members who are examples too, and the rest to nobody. */
async function lendExamples(client: TransactionClientContract, today: DateTime) {
  const members: Member[] = []
  for (const name of MEMBERS) {
    members.push(await Member.add({ name, groupName: 'Example', isExample: true }, client))
  }
  const copies = await BookInstance.query({ client })
    .where('status', 'on_loan')
    .withScopes((scopes) => scopes.dueSoonest())
  await Loan.createMany(
    copies.map((copy, index) => ({
      copyId: copy.id,
      memberId: members[Math.floor(index / LOANS_EACH)]?.id ?? null,
      groupName: 'Example',
      lentAt: (copy.dueBack ?? today).minus({ days: 21 }),
      dueOn: copy.dueBack,
    })),
    { client }
  )
  // Some that are over, and have forgotten whose they were
  const shelved = await BookInstance.query({ client }).where('status', 'available').limit(20)
  await Loan.createMany(
    shelved.map((copy, index) => ({
      copyId: copy.id,
      groupName: 'Example',
      lentAt: today.minus({ days: 60 + index }),
      dueOn: today.minus({ days: 39 + index }),
      returnedAt: today.minus({ days: 40 + index }),
    })),
    { client }
  )
}

function distinct(values: string[]) {
  return [...new Set(values)]
}
