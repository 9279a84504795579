import { test } from '@japa/runner'
import { lifespanOf, longDateOf } from '#languages/life_dates'
import { textsIn } from '#languages/speech'

test.group('Life dates', () => {
  test('{born} to {died} is {span}')
    .with([
      { born: '1929-10-21', died: '2018-01-22', span: '1929–2018' },
      { born: '1949', died: null, span: 'born 1949' },
      { born: null, died: '1400-10', span: 'died 1400' },
      { born: '-0069-10-15', died: '-0018-09-21', span: '70–19 BCE' },
      { born: '-0042-03-20', died: '0017', span: '43 BCE–17 CE' },
      { born: '0000', died: null, span: 'born 1 BCE' },
      { born: null, died: null, span: null },
      { born: 'long ago', died: null, span: null },
    ])
    .run(({ assert }, { born, died, span }) => {
      assert.equal(lifespanOf(textsIn('en'), { born, died }), span)
    })

  test('{iso} is written {words}')
    .with([
      { iso: '1929-10-21', words: '21 October 1929' },
      { iso: '1929-10', words: 'October 1929' },
      { iso: '1929', words: '1929' },
      { iso: '-0069-10-15', words: '15 October 70 BCE' },
      { iso: '1500-02-29', words: '29 February 1500' },
      { iso: '1929-00-00', words: '1929' },
      { iso: null, words: null },
      { iso: '21/10/1929', words: null },
    ])
    .run(({ assert }, { iso, words }) => {
      assert.equal(longDateOf(textsIn('en'), iso), words)
    })

  test('{iso} is written {words} in {language}')
    .with([
      { iso: '1929-10-21', language: 'de', words: '21. Oktober 1929' },
      { iso: '1929-10', language: 'fr', words: 'octobre 1929' },
    ])
    .run(({ assert }, { iso, language, words }) => {
      assert.equal(longDateOf(textsIn(language), iso), words)
    })
})
