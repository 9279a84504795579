import { AuthorFactory } from '#database/factories/author_factory'
import { BookFactory } from '#database/factories/book_factory'
import { GenreFactory } from '#database/factories/genre_factory'
import { listBook } from '#tests/helpers/library'

/** 80 letters without a place to break them. */
export const WORD =
  'Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetzverordnungsentwurf'

const LONG =
  'The Life and Strange Surprising Adventures of a Mariner, Who Lived Eight and Twenty Years, All Alone, in an Un-inhabited Island, with an Account How He Was at Last as Strangely Delivered. '

/** Lists the books that are hardest to set; tells the addresses of pages that are about them. */
export async function listAwkwardBooks() {
  const author = await AuthorFactory.merge({ name: WORD, sortName: WORD }).create()
  const crowd = await AuthorFactory.createMany(30)
  const genre = await GenreFactory.merge({ name: WORD }).create()
  const word = await listBook(WORD, {
    ...{ by: [author], copies: 1, subtitle: WORD, publisher: WORD },
    ...{ series: WORD, volume: WORD },
  })
  await word.related('genres').attach([genre.id])
  await word.load('copies')
  const code = WORD.slice(0, 64)
  await word.copies[0].merge({ code, imprint: WORD, shelfPlace: WORD }).save()
  const arabic = await AuthorFactory.merge({ name: 'أنطوان دو سانت إكزوبيري' }).create()
  const books = {
    'one word': word,
    'right to left': await listBook('الأمير الصغير', {
      by: [arabic],
      copies: 1,
      subtitle: 'قصة',
      summary: 'كتاب عن أمير صغير.',
    }),
    'long title': await listBook(LONG, { copies: 2, subtitle: LONG, summary: LONG.repeat(20) }),
    'thirty authors': await listBook('Many Hands', { by: crowd, copies: 30 }),
    'no author': await BookFactory.merge({ title: 'Beowulf', year: -44 }).create(),
  }
  const addresses = Object.entries(books).map(([name, { id }]) => [name, `/books/${id}`])
  return {
    ids: Object.values(books).map(({ id }) => id),
    pages: {
      ...(Object.fromEntries(addresses) as Record<keyof typeof books, string>),
      'copy of one word': `/copies/${word.copies[0].id}`,
      'author of one word': `/authors/${author.id}`,
      'genre of one word': `/genres/${genre.id}`,
      'search for one word': `/books?q=${WORD}&genre=${genre.id}`,
    },
  }
}
