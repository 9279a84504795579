import { readClosedDays, writeClosedDays } from '#about/closed_days'
import { COLOURS } from '#about/colours'
import {
  type LibraryFacts,
  readAddress,
  readColour,
  readEmail,
  readLanguage,
  readName,
  readPhone,
  readSentence,
  readTimeZone,
} from '#about/facts'
import { readHours, WEEKDAYS, writeHours } from '#about/opening_hours'
import RefusedException from '#exceptions/refused_exception'

const HEAD = `The library's own page: what it tells of itself on /about and on every page.
Change what stands behind the colons, save the file, and have it read:
  npm run ace -- library:about FILE
A line that begins with # is a note. What has nothing behind its colon is not shown.
More lines of one value begin with spaces.`

interface Field {
  /** What stands above it in the file, where it begins a part. */
  note?: string
  write: (facts: LibraryFacts) => string | null
  /** @throws RefusedException */
  read: (text: string) => Partial<LibraryFacts>
}

/** What the file has, by the names that stand in it. Each day of the week is a field. */
function fieldsOf(spoken: string[]): Record<string, Field> {
  const days = WEEKDAYS.map((day): [string, Field] => [
    day,
    {
      ...(day === 'monday' && {
        note: 'Opening hours, as 10:00-12:00, 14:00-18:00. Nothing: closed on that day.',
      }),
      write: ({ hours }) => writeHours(hours?.[day]),
      read: (text) => ({ hours: { [day]: readHours(text) } }),
    },
  ])
  return {
    'name': {
      note: 'The name of the library.',
      write: ({ name }) => name,
      read: (text) => ({ name: readName(text) }),
    },
    'line': {
      note: 'One sentence about it.',
      write: ({ line }) => line,
      read: (text) => ({ line: readSentence(text) }),
    },
    'address': {
      note: 'Where it is, in as many lines as it takes, and how to reach it.',
      write: ({ address }) => address,
      read: (text) => ({ address: readAddress(text) }),
    },
    'phone': { write: ({ phone }) => phone, read: (text) => ({ phone: readPhone(text) }) },
    'email': { write: ({ email }) => email, read: (text) => ({ email: readEmail(text) }) },
    ...Object.fromEntries(days),
    'closed': {
      note: 'Closed days, one a line: 2027-05-01, or 2026-12-24 to 2027-01-02, or 12-25 for each year.',
      write: ({ closedDays }) => writeClosedDays(closedDays ?? []),
      read: (text) => ({ closedDays: readClosedDays(text) }),
    },
    'language': {
      note: `The language that the library is in: ${spoken.join(', ')}.`,
      write: ({ language }) => language,
      read: (text) => ({ language: readLanguage(text, spoken) }),
    },
    'colour': {
      note: `The colour of the pages: ${Object.keys(COLOURS).join(', ')}.`,
      write: ({ colour }) => colour,
      read: (text) => ({ colour: readColour(text) }),
    },
    'time zone': {
      note: 'Where its clock is, as Europe/Berlin. Nothing: the clock of the machine.',
      write: ({ timeZone }) => timeZone,
      read: (text) => ({ timeZone: readTimeZone(text) }),
    },
  }
}

/** The file that tells these facts. @param spoken The codes of the languages of the site */
export function writeAboutFile(facts: LibraryFacts, spoken: string[]) {
  const parts = Object.entries(fieldsOf(spoken)).map(([name, { note, write }]) => {
    const [first = '', ...more] = (write(facts) ?? '').split('\n')
    const value = more.length > 0 ? ['', first, ...more].join('\n  ') : first && ` ${first}`
    return `${note ? `\n${toNote(note)}\n` : ''}${name}:${value}\n`
  })
  return `${toNote(HEAD)}\n${parts.join('')}`
}

/** A line for each value that is another: "name: nothing → Town Library". */
export function describeChanges(before: LibraryFacts, after: LibraryFacts, spoken: string[]) {
  return Object.entries(fieldsOf(spoken)).flatMap(([name, { write }]) => {
    const [old, fresh] = [before, after].map((facts) => write(facts)?.replaceAll('\n', ' / '))
    return old === fresh ? [] : `${name}: ${old || 'nothing'} → ${fresh || 'nothing'}`
  })
}

/**
 * The facts that a file tells; what it does not name is not among them.
 * @throws RefusedException that tells the line of what is wrong
 */
export function readAboutFile(text: string, spoken: string[]) {
  const fields = fieldsOf(spoken)
  const seen = new Set<string>()
  return entriesOf(text).reduce<Partial<LibraryFacts>>((facts, { name, at, lines }) => {
    if (!Object.hasOwn(fields, name)) {
      throw at.refused(`"${name}" is none of the names: ${Object.keys(fields).join(', ')}.`)
    }
    if (seen.has(name)) throw at.refused(`"${name}" stands here a second time.`)
    seen.add(name)
    const { hours, ...others } = readLines(lines, fields[name].read)
    return { ...facts, ...others, ...(hours && { hours: { ...facts.hours, ...hours } }) }
  }, {})
}

interface Line {
  text: string
  /** The sentence with the number of the line before it. */
  refused: (sentence: string) => RefusedException
}

interface Entry {
  name: string
  at: Line
  lines: Line[]
}

function entriesOf(text: string) {
  const entries: Entry[] = []
  text.split(/\r\n?|\n/).forEach((whole, index) => {
    const at = {
      text: whole.trim(),
      refused: (sentence: string) => new RefusedException(`Line ${index + 1}: ${sentence}`),
    }
    if (!at.text || whole.startsWith('#')) return
    const [, name, value] = whole.match(/^(\w[\w ]*?)\s*:(.*)$/) ?? []
    const last = entries.at(-1)
    if (name) {
      const first = { ...at, text: value.trim() }
      entries.push({ name: name.toLowerCase(), at, lines: [first] })
    } else if (/^\s/.test(whole) && last) last.lines.push(at)
    else throw at.refused('there is no name with a colon, such as "name:", before this.')
  })
  return entries
}

function readLines(lines: Line[], read: Field['read']) {
  try {
    return read(lines.map(({ text }) => text).join('\n'))
  } catch (error) {
    throw culpritOf(lines, read).refused(Object(error).message)
  }
}

/** The line that is wrong by itself, else the first. */
function culpritOf(lines: Line[], read: Field['read']) {
  const isWrong = ({ text }: Line) => {
    try {
      read(text)
      return false
    } catch {
      return true
    }
  }
  return lines.find(isWrong) ?? lines[0]
}

function toNote(text: string) {
  return text.replace(/^/gm, '# ')
}
