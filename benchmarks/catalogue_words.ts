/** A repeatable source of numbers from 0 up to 1 (mulberry32). */
export function seeded(seed: number) {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}

/**
 * Draws whole numbers below `size` so that the first is the most frequent, as
 * words in a language are (Zipf's law).
 */
export function zipf(size: number, random: () => number) {
  const top = Math.log(size + 1)
  return () => Math.min(size - 1, Math.floor(Math.exp(random() * top)) - 1)
}

const COMMON = `love war life house world night time day king sea heart river city road
  stone garden winter summer dark light last first little great lost secret history story letters
  island mountain silent golden silver red black white blue green old new young long short
  children mother father brother sister daughter son wife husband friend stranger enemy
  woman man girl boy people shadow dream memory music bridge window door room street village
  forest fire water wind snow rain storm sun moon star earth sky bird horse dog cat wolf fox
  bread wine salt sugar coffee tea apple rose bone blood gold iron glass paper ink book library
  school church market ship train journey return end beginning morning evening midnight spring
  autumn death birth marriage crime murder detective trial justice law money trade power
  science nature mathematics painting poetry theatre cooking gardening travel medicine philosophy
  religion politics economy freedom revolution peace empire kingdom republic century ancient
  modern guide introduction handbook essays tales stories poems collected complete selected
  art mind body soul spirit language word number machine computer future space planet voyage`
  .trim()
  .split(/\s+/)

const SMALL = ['the', 'of', 'and', 'a', 'in', 'to', 'for', 'with', 'from', 'on']
const BEGINNINGS =
  'b br c ch cl d dr f fl g gr h j k l m n p pl pr qu r s sh sl st t th tr v w y z'.split(' ')
const MIDDLES = 'a e i o u ai ea ee ie oa oo ou a e i o u'.split(' ')
const ENDS = 'b ck d ft g l ld ll m mp n nd ng nt p r rd rk rn s sk ss st t th x'.split(' ')
export const GIVEN = `Ada Agnes Albert Alice Amir Anna Anton Arthur Astrid Beatrice Boris Carla
  Charles Chen Clara Daniel David Elena Elif Emil Emma Erik Eva Farid Fatima Felix Fiona Frida
  George Greta Hana Hannah Hans Helen Henry Hugo Ida Igor Ines Irene Isaac Ivan Jan Jane Javier
  Joan John Jonas Julia Karin Kofi Lars Laura Leo Lena Lin Louis Lucy Luis Magda Maria Mark Marta
  Martin Mary Max Mei Mira Nadia Nina Nora Olga Omar Oscar Otto Paul Pedro Peter Rosa Ruth Samuel
  Sara Simon Sofia Stefan Susan Tariq Tessa Thomas Tomas Vera Victor Walter Yara Yusuf Zoe`
  .trim()
  .split(/\s+/)

export class Words {
  readonly list: string[]
  readonly #draw: () => number
  readonly #drawSmall: () => number
  readonly #random: () => number

  /** @param size How many different words there are. */
  constructor(size: number, random: () => number) {
    this.#random = random
    const made = new Set(COMMON)
    while (made.size < size) {
      const syllables = 1 + Math.floor(random() * 3)
      let word = ''
      for (let each = 0; each < syllables; each++)
        word += this.#one(BEGINNINGS) + this.#one(MIDDLES)
      made.add(word + this.#one(ENDS))
    }
    this.list = [...made]
    this.#draw = zipf(this.list.length, random)
    this.#drawSmall = zipf(SMALL.length, random)
  }

  #one(list: string[]) {
    return list[Math.floor(this.#random() * list.length)]
  }

  /** Text of `count` words of meaning, with the small words of a language between them. */
  text(count: number) {
    const words: string[] = []
    for (let each = 0; each < count; each++) {
      if (this.#random() < 0.45) words.push(SMALL[this.#drawSmall()])
      words.push(this.list[this.#draw()])
    }
    return words.join(' ')
  }
}
