import { parseLifeDate } from '#catalogue/life_date'
import { appUrl } from '#config/app'
import type Author from '#models/author'
import type Book from '#models/book'
import type Library from '#models/library'

/** An author in the words of schema.org; who has no life dates may be a body as well as a person. */
export function authorFacts({ id, name, born, died }: Author) {
  return {
    ...((parseLifeDate(born) ?? parseLifeDate(died)) && { '@type': 'Person' }),
    '@id': `${appUrl}/authors/${id}`,
    'url': `${appUrl}/authors/${id}`,
    name,
    'birthDate': born ?? undefined,
    'deathDate': died ?? undefined,
  }
}

/** A book in the words of schema.org; authors, genres and language have to be loaded. */
export function bookFacts(book: Book) {
  return {
    '@type': 'Book',
    '@id': `${appUrl}/books/${book.id}`,
    'url': `${appUrl}/books/${book.id}`,
    'name': book.title,
    'alternativeHeadline': book.subtitle ?? undefined,
    'author': book.authors.map(authorFacts),
    'genre': book.genres.map((genre) => genre.name),
    'inLanguage': book.languageCode ?? undefined,
    'isbn': book.isbn ?? undefined,
    'datePublished': book.year ? toIsoYear(book.year) : undefined,
    'publisher': book.publisher ? { '@type': 'Organization', 'name': book.publisher } : undefined,
    'description': book.summary ?? undefined,
  }
}

/** The library itself in the words of schema.org. */
export function libraryFacts(library: Library, name: string) {
  return {
    '@type': 'Library',
    '@id': `${appUrl}/about`,
    'url': appUrl,
    name,
    'description': library.line ?? undefined,
    'image': `${appUrl}/share.png?${library.version}`,
    'logo': `${appUrl}/apple-touch-icon.png?${library.version}`,
    'address': library.address?.replaceAll('\n', ', '),
    'telephone': library.phone ?? undefined,
    'email': library.email ?? undefined,
    'openingHoursSpecification': Object.entries(library.hours ?? {}).flatMap(([day, spans]) =>
      spans.map(([opens, closes]) => ({
        '@type': 'OpeningHoursSpecification',
        'dayOfWeek': `https://schema.org/${day[0].toUpperCase()}${day.slice(1)}`,
        opens,
        // A day of schema.org has no minute after this
        'closes': closes === '24:00' ? '23:59' : closes,
      }))
    ),
    // From midnight to midnight: closed
    'specialOpeningHoursSpecification': library.comingClosedDays.map(({ first, last }) => ({
      '@type': 'OpeningHoursSpecification',
      'validFrom': first.toISODate(),
      'validThrough': last.toISODate(),
      'opens': '00:00',
      'closes': '00:00',
    })),
  }
}

/** "2007", "0800"; 44 BCE is "-0043", for ISO 8601 counts a year 0. */
function toIsoYear(year: number) {
  if (year > 0) return String(year).padStart(4, '0')
  return `${year < -1 ? '-' : ''}${String(-1 - year).padStart(4, '0')}`
}
