import { test } from '@japa/runner'
import { toMatchKey, toNameKey, toSortKey, toSortName, toSortTitle } from '#catalogue/headings'

test.group('Headings | sort titles', () => {
  test('"{title}" in {language} is filed as "{heading}"')
    .with([
      { title: 'The Hobbit', language: 'en', heading: 'Hobbit' },
      { title: 'A Wizard of Earthsea', language: 'en', heading: 'Wizard of Earthsea' },
      { title: 'An Artist', language: null, heading: 'Artist' },
      { title: 'THE TRIAL', language: 'en', heading: 'TRIAL' },
      { title: 'Theory', language: 'en', heading: 'Theory' },
      { title: 'Anna Karenina', language: 'en', heading: 'Anna Karenina' },
      { title: 'A', language: 'en', heading: 'A' },
      { title: 'The', language: 'en', heading: 'The' },
      { title: 'A.I.', language: 'en', heading: 'A.I.' },
      { title: 'Die Verwandlung', language: 'de', heading: 'Verwandlung' },
      { title: 'Die Hard', language: 'en', heading: 'Die Hard' },
      { title: "L'Étranger", language: 'fr', heading: 'Étranger' },
      { title: 'L’Assommoir', language: 'fr', heading: 'Assommoir' },
      { title: 'Les Misérables', language: 'fr', heading: 'Misérables' },
      { title: 'La casa de los espíritus', language: 'es', heading: 'casa de los espíritus' },
      { title: 'Il nome della rosa', language: 'it', heading: 'nome della rosa' },
      { title: "Un'estate", language: 'it', heading: 'estate' },
      { title: 'O Alquimista', language: 'pt', heading: 'Alquimista' },
      { title: "'t Hooge Nest", language: 'nl', heading: 'Hooge Nest' },
      { title: 'Η μεταμόρφωση', language: 'el', heading: 'μεταμόρφωση' },
      { title: 'الأيام', language: 'ar', heading: 'أيام' },
      { title: 'The 雪国', language: 'ja', heading: 'The 雪国' },
    ])
    .run(({ assert }, { title, language, heading }) => {
      assert.equal(toSortTitle(title, language), heading)
    })
})

test.group('Headings | sort names', () => {
  test('"{name}" is filed as "{heading}"')
    .with([
      { name: 'Jane Austen', heading: 'Austen, Jane' },
      { name: 'Ursula K. Le Guin', heading: 'Le Guin, Ursula K.' },
      { name: 'Homer', heading: 'Homer' },
      { name: 'Austen, Jane', heading: 'Austen, Jane' },
      { name: 'Vincent van Gogh', heading: 'Gogh, Vincent van' },
      { name: 'Ludwig van Beethoven', heading: 'Beethoven, Ludwig van' },
      { name: 'Simone de Beauvoir', heading: 'Beauvoir, Simone de' },
      { name: 'Daphne Du Maurier', heading: 'Du Maurier, Daphne' },
      { name: 'Martin Luther King, Jr.', heading: 'King, Martin Luther, Jr.' },
      { name: 'Kurt Vonnegut Jr.', heading: 'Vonnegut, Kurt, Jr.' },
      { name: 'Malcolm Jones III', heading: 'Jones, Malcolm, III' },
      { name: 'J.R.R. Tolkien', heading: 'Tolkien, J.R.R.' },
      { name: '村上春樹', heading: '村上春樹' },
      { name: '김 영하', heading: '김 영하' },
      { name: 'Лев Толстой', heading: 'Толстой, Лев' },
      { name: 'bell hooks', heading: 'hooks, bell' },
      { name: 'Elizabeth II', heading: 'Elizabeth II' },
      { name: 'American Psychiatric Association', heading: 'American Psychiatric Association' },
      { name: 'The Pittock Society', heading: 'The Pittock Society' },
      { name: 'Alonzo Church', heading: 'Church, Alonzo' },
      { name: '50 Cent', heading: 'Cent, 50' },
      { name: 'de la Cruz', heading: 'Cruz, de la' },
      { name: '', heading: '' },
    ])
    .run(({ assert }, { name, heading }) => {
      assert.equal(toSortName(name), heading)
    })
})

test.group('Headings | keys', () => {
  test('sorts without case, accents and punctuation', ({ assert }) => {
    assert.equal(toSortKey('Émile, ou De l’éducation'), 'emile ou de leducation')
    assert.equal(toSortKey('Straße Ærø Łódź Œuvre'), 'strasse aero lodz oeuvre')
    assert.equal(toSortKey('Ёлка'), toSortKey('ЕЛКА'))
    assert.equal(toSortKey('İstanbul'), 'istanbul')
    assert.equal(toSortKey('İstanbul'), toSortKey('Istanbul'))
  })

  test('keeps marks that make another letter or vowel', ({ assert }) => {
    assert.notEqual(toSortKey('が'), toSortKey('か'))
    assert.notEqual(toSortKey('कि'), toSortKey('क'))
  })

  test('one author is one, however the initials are set', ({ assert }) => {
    const key = toNameKey('J. K. Rowling')
    for (const name of ['J.K. Rowling', 'J K Rowling', 'j.k. rowling', ' J. K.  Rowling ']) {
      assert.equal(toNameKey(name), key)
    }
    assert.notEqual(toNameKey('John Rowling'), key)
    assert.equal(toNameKey("Flann O'Brien"), toNameKey('Flann O’Brien'))
    assert.notEqual(toNameKey('Zoe'), toNameKey('Zoë'))
  })

  test('a key is its own key, and nothing has an empty one', ({ assert }) => {
    for (const name of [
      'J. R. R. Tolkien',
      'A B C d e',
      'Ursula K. Le Guin',
      'ΣΟΦΟΣ',
      '!?',
      'İ. Ş.',
      'ﬁ',
    ]) {
      assert.equal(toNameKey(toNameKey(name)), toNameKey(name))
      assert.notEqual(toNameKey(name), '')
    }
  })

  test('two records of one book share a key, other books do not', ({ assert }) => {
    const key = toMatchKey('Dune: Messiah', null, ['Frank Herbert'])
    assert.equal(toMatchKey('Dune', 'Messiah', ['FRANK HERBERT']), key)
    assert.notEqual(toMatchKey('Dune Messiah', null, []), key)
    assert.notEqual(toMatchKey('Dune', null, ['Messiah', 'Frank Herbert']), key)
  })
})
