import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import iconv from 'iconv-lite'
import ImportException from '#import/import_exception'

const CHUNK = 256 * 1024

const REASONS: Record<string, string> = {
  ENOENT: 'there is no such file',
  EACCES: 'it may not be read',
  EISDIR: 'it is a folder',
}

/** The file's first bytes and its size, refused where it is no file that holds text. */
export async function inspect(path: string) {
  try {
    await using file = await open(path)
    const stats = await file.stat()
    if (stats.isDirectory()) throw Object.assign(new Error(), { code: 'EISDIR' })
    const { buffer, bytesRead } = await file.read(Buffer.alloc(CHUNK), 0, CHUNK, 0)
    const head = buffer.subarray(0, bytesRead)
    if (head.length === 0) throw new ImportException(`${path} is empty`)
    return { head, size: stats.size }
  } catch (error) {
    if (error instanceof ImportException) throw error
    const { code = '', message } = error as NodeJS.ErrnoException
    const reason = REASONS[code] ?? message
    throw new ImportException(`${path} cannot be read: ${reason}`)
  }
}

/**
 * The encoding that the file is written in: the one asked for, else what its
 * byte order mark says, else UTF-16 or UTF-8 where the bytes are that, else
 * windows-1252 (which holds latin-1).
 */
export async function findEncoding(path: string, head: Buffer, wanted?: string) {
  if (wanted !== undefined) {
    if (!iconv.encodingExists(wanted)) {
      throw new ImportException(
        `"${wanted}" is no encoding known here; try utf-8, utf-16le, utf-16be, latin1 or windows-1252`
      )
    }
    return wanted
  }
  const mark = head.subarray(0, 3).toString('latin1')
  if (mark.startsWith('\xFF\xFE')) return 'utf-16le'
  if (mark.startsWith('\xFE\xFF')) return 'utf-16be'
  if (mark === '\xEF\xBB\xBF') return 'utf-8'

  const utf16 = zeroBytes(head)
  if (utf16) return utf16
  if (looksBinary(head)) throw new ImportException(`${path} is a binary file, not a list of books`)
  return (await isMostlyUtf8(path)) ? 'utf-8' : 'windows-1252'
}

/** The file's text in pieces, without its byte order mark and the blank pieces that it may begin with. */
export async function* readText(path: string, encoding: string, onRead?: (bytes: number) => void) {
  const decoder = iconv.getDecoder(encoding)
  let hasBegun = false
  for await (const chunk of createReadStream(path, { highWaterMark: CHUNK })) {
    onRead?.(chunk.length)
    const text = decoder.write(chunk)
    hasBegun ||= text.trim() !== ''
    if (hasBegun) yield text
  }
  const rest = decoder.end() ?? ''
  if (hasBegun || rest.trim() !== '') yield rest
}

/** Text in Latin letters has a zero in every other byte of UTF-16. */
function zeroBytes(head: Buffer) {
  const zeros = [0, 0]
  for (const [index, byte] of head.entries()) {
    if (byte === 0) zeros[index % 2]++
  }
  const half = head.length / 2
  if (zeros[1] > half * 0.4 && zeros[0] < half * 0.02) return 'utf-16le'
  if (zeros[0] > half * 0.4 && zeros[1] < half * 0.02) return 'utf-16be'
  return null
}

function looksBinary(head: Buffer) {
  const start = head.toString('latin1', 0, 4)
  const controls = head.filter((byte) => byte < 9 || (byte > 13 && byte < 27) || byte === 127)
  return start === '%PDF' || start === 'PK\x03\x04' || controls.length > head.length * 0.05
}

/**
 * The whole file is looked at, for a list may hold its first accent after
 * megabytes of plain letters. One spoilt byte among many good ones does not
 * make it another encoding.
 */
async function isMostlyUtf8(path: string) {
  const decoder = new TextDecoder()
  let good = 0
  let bad = 0
  for await (const chunk of createReadStream(path, { highWaterMark: CHUNK })) {
    const text = decoder.decode(chunk, { stream: true })
    if (!text.includes('\uFFFD')) {
      good += chunk.length - text.length
      continue
    }
    // A file may also hold that character itself, which a program wrote for what it could not read
    const own = chunk.toString('latin1').split('\xEF\xBF\xBD').length - 1
    bad += text.split('\uFFFD').length - 1 - own
    good += own + (text.match(/[^\0-\x7F\uFFFD]/g)?.length ?? 0)
  }
  bad += decoder.decode().length
  return bad <= good / 10
}
