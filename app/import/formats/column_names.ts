/**
 * What a column can hold, as --map says it, and the names that it has in the files of other
 * programs and in tables that people make themselves, for each field the most telling first.
 * Names are compared without case and punctuation; those that only one program writes come last.
 */
export const COLUMN_NAMES = {
  title: 'title, book title, titel, titre, titulo, título, titolo, name, book name',
  subtitle: 'subtitle, book subtitle, untertitel',
  authors:
    'authors, author, author text, author name, author names, authors name, book author, creator, ' +
    // LibraryThing; many books of BookBuddy have an editor alone
    'creators, autor, auteur, by, writer, authors fl, primary author, editor, editors',
  author_sort: 'author last first, author sort, authors lf, author sort name, author l-f',
  more_authors: 'additional authors, secondary author',
  summary: 'summary, description, synopsis, blurb, abstract, annotation, comments',
  // StoryGraph writes "ISBN/UID", Calibre all identifiers in one cell
  isbn: 'isbn 13, isbn, isbn 10, book isbn, ean, originalisbn, isbns, identifiers, isbn/uid',
  year:
    'year published, year of publication, publication year, year, pub year, jahr, date published, ' +
    'publication date, publish date, published date, published, original publication year, date, ' +
    'publication, original year published, pubdate',
  publisher: 'publisher, publishers, publisher name, verlag, editeur, publication',
  language: 'language code, language, languages, lang, sprache, langue, language_codeA',
  genres: 'genres, genre, categories, subjects, tags',
  series:
    'series, series title, series name, book series, reihe, reihentitel, buchreihe, schriftenreihe, ' +
    'serie, serientitel, série, saga',
  volume:
    'volume, series index, series number, series no, number in series, position in series, ' +
    'volume number, volume no, vol, band, bandnummer, band nr, bandzählung, tome, numéro de tome, ' +
    'tomo, volumen',
  quantity: 'quantity, copies, number of copies, copy count',
  status: 'copy status, availability, status',
  imprint: 'imprint',
  place:
    'shelf place, shelfmark, shelf mark, call number, call no, signatur, cote, signatura, ' +
    'signatura topográfica, physical location, shelf location, location, standort, standplatz, ' +
    'aufstellungsort, regal, emplacement, localisation, rayon, étagère, ubicación, ubicacion, ' +
    'localización, localizacion, estante, estantería, estanteria, shelf number, ' +
    // But in a list with ratings: there it is a reader's own shelf
    'shelf',
  /**
   * Programs of German, French and Spanish libraries have many names for it. A "copy number" mostly
   * counts the copies of one title.
   */
  code:
    'barcode, item barcode, copy barcode, code, accession number, accession no, accession, acc no, ' +
    'inventory number, inventory no, strichcode, inventarnummer, inventar nr, inv nr, ' +
    'zugangsnummer, zugangs nr, exemplarnummer, exemplar nr, mediennummer, medien nr, buchnummer, ' +
    'code barres, code barre, code à barres, numéro d’inventaire, ' +
    'n° d’inventaire, n° inventaire, numéro d’exemplaire, n° d’exemplaire, n° exemplaire, ' +
    'código de barras, codigo de barras, número de inventario, numero de inventario, ' +
    'nº de inventario, nº inventario, número de registro, numero de registro, nº de registro, ' +
    'nº registro, número de ejemplar, numero de ejemplar, ' +
    // BookBuddy
    'user supplied id',
  added: 'date added, added, added on, created at, entry date, timestamp',
  not_owned: 'wish list, previously owned',
  /** Goodreads writes 0 where nobody was asked. */
  owned: 'owned copies',
}

export type Field = keyof typeof COLUMN_NAMES

export const FIELDS = Object.keys(COLUMN_NAMES) as Field[]
