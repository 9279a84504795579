import { test } from '@japa/runner'
import { findCommaStyle, splitAuthors } from '#import/formats/authors'

const namesIn = (text: string, options = {}) => splitAuthors(text, options).map(({ name }) => name)

test.group('Import | authors', () => {
  test('"{text}" is {names}')
    .with([
      { text: 'Ursula K. Le Guin', names: ['Ursula K. Le Guin'] },
      { text: 'Homer', names: ['Homer'] },
      { text: 'Terry Pratchett/Neil Gaiman', names: ['Terry Pratchett', 'Neil Gaiman'] },
      { text: 'Terry Pratchett; Neil Gaiman', names: ['Terry Pratchett', 'Neil Gaiman'] },
      { text: 'Terry Pratchett & Neil Gaiman', names: ['Terry Pratchett', 'Neil Gaiman'] },
      { text: 'Terry Pratchett and Neil Gaiman', names: ['Terry Pratchett', 'Neil Gaiman'] },
      { text: 'Gaiman, Neil & Pratchett, Terry', names: ['Neil Gaiman', 'Terry Pratchett'] },
      { text: 'Ann Lee, Bo Ek & Cy Orr', names: ['Ann Lee', 'Bo Ek', 'Cy Orr'] },
      { text: 'Gaiman, Neil; Pratchett, Terry', names: ['Neil Gaiman', 'Terry Pratchett'] },
      { text: 'Le Guin, Ursula K.', names: ['Ursula K. Le Guin'] },
      { text: 'Le Guin, Ursula K., 1929-2018', names: ['Ursula K. Le Guin'] },
      { text: 'Smith, Mark', names: ['Mark Smith'] },
      { text: 'Guin, Ursula K. Le', names: ['Ursula K. Le Guin'] },
      { text: 'Martin Luther King, Jr.', names: ['Martin Luther King, Jr.'] },
      { text: 'Sammy Davis Jr., Foo Bar', names: ['Sammy Davis Jr.', 'Foo Bar'] },
      { text: 'King, Martin Luther, Jr.', names: ['Martin Luther King Jr.'] },
      { text: 'Jr. Richard H. Eckhouse', names: ['Richard H. Eckhouse Jr.'] },
      { text: 'Scott, Foresman and Company', names: ['Scott, Foresman and Company'] },
      { text: 'Howard W. Sams & Co', names: ['Howard W. Sams & Co'] },
      { text: 'Simon & Schuster', names: ['Simon & Schuster'] },
      { text: "O'Reilly Media, Inc.", names: ["O'Reilly Media, Inc."] },
      { text: 'Jim Fry, Heathkit/Zenith Systems', names: ['Jim Fry', 'Heathkit/Zenith Systems'] },
      { text: 'Bo Ek (Translator), Ann Lee (Goodreads Author)', names: ['Bo Ek', 'Ann Lee'] },
      { text: 'J.K. Rowling, J. K. Rowling', names: ['J.K. Rowling'] },
      { text: 'Ann Lee, et al.', names: ['Ann Lee'] },
      { text: '琅俨', names: ['琅俨'] },
      { text: 'N/A', names: [] },
      { text: 'Various', names: [] },
      { text: ' ; ', names: [] },
    ])
    .run(({ assert }, { text, names }) => {
      assert.deepEqual(namesIn(text), names)
    })

  test('takes a comma for what it is in the rest of the file', ({ assert }) => {
    const spoken = ['Plato', 'Ann Lee', 'Bo Ek', 'Cy Orr, Di Fox', 'Eli Gray']
    const inverted = ['Lee, Ann', 'Ek, Bo', 'Orr, Cy', 'García Márquez, Gabriel']

    assert.equal(findCommaStyle(spoken), 'list')
    assert.equal(findCommaStyle(inverted), 'inverted')
    assert.deepEqual(namesIn('Plato, Benjamin Jowett', { style: 'list' }), [
      'Plato',
      'Benjamin Jowett',
    ])
    assert.deepEqual(namesIn('Smith, Mark', { style: 'list' }), ['Mark Smith'])
    assert.deepEqual(namesIn('García Márquez, Gabriel José', { style: 'inverted' }), [
      'Gabriel José García Márquez',
    ])
    assert.deepEqual(namesIn('Lee, Ann, Ek, Bo', { style: 'inverted' }), ['Ann Lee', 'Bo Ek'])
  })

  test('keeps a name whole that its index form shows to be one', ({ assert }) => {
    assert.deepEqual(namesIn('Edward L. Safford, Junior', { sort: 'Safford, Junior, Edward L.' }), [
      'Edward L. Safford, Junior',
    ])
    assert.deepEqual(namesIn('Ann Lee,Bo Ek', { sort: 'Lee, Ann' }), ['Ann Lee', 'Bo Ek'])
  })

  test('files names under the family name, and keeps life dates', ({ assert }) => {
    const [author] = splitAuthors('Le Guin, Ursula K., 1929-2018')

    assert.deepEqual(author, {
      name: 'Ursula K. Le Guin',
      sort_name: 'Le Guin, Ursula K.',
      born: '1929',
      died: '2018',
    })
    const [king] = splitAuthors('King, Martin Luther, Jr.')
    assert.equal(king.sort_name, 'King, Martin Luther, Jr.')
  })
})
