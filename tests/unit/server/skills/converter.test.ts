import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { convert, findUnit } from '../../../../src/server/skills/units.ts'
import type { Unit } from '../../../../src/server/skills/units.ts'
import { World } from './harness.ts'

describe('conversions', () => {
  it.each([
    ['Convert 5 miles to kilometers', '5 miles is about 8.047 kilometers.'],
    ['Convert five miles to kilometres.', '5 miles is about 8.047 kilometers.'],
    ['five miles in km', '5 miles is about 8.047 kilometers.'],
    ['How many cups in a liter?', '1 liter is about 4.227 cups.'],
    ['How many cups are there in a litre?', '1 liter is about 4.227 cups.'],
    ['72 fahrenheit in celsius', '72 degrees Fahrenheit is about 22.2 degrees Celsius.'],
    ['What is 72 degrees Fahrenheit in Celsius?', '72 degrees Fahrenheit is about 22.2 degrees Celsius.'],
    ['What’s 100 °C in °F?', '100 degrees Celsius is 212 degrees Fahrenheit.'],
    ["What's minus 40 celsius in fahrenheit", '-40 degrees Celsius is -40 degrees Fahrenheit.'],
    ['how many feet in a mile', '1 mile is 5,280 feet.'],
    ['How tall is 180 cm in feet', '180 centimeters is about 5.906 feet, or 5 feet 11 inches.'],
    ['5 feet 11 inches in centimeters', '5 feet 11 inches is 180.34 centimeters.'],
    ['how many ounces are in two pounds', '2 pounds is 32 ounces.'],
    [
      'convert 100 kilometers per hour to miles per hour',
      '100 kilometers per hour is about 62.14 miles per hour.',
    ],
    ['How many seconds are in a day?', '1 day is 86,400 seconds.'],
    ['how many minutes are in two and a half hours', '2.5 hours is 150 minutes.'],
    ['half a mile in meters', '0.5 miles is about 804.7 meters.'],
    ['100 mb in gb', '100 megabytes is 0.1 gigabytes.'],
    [
      '5 kilograms to liters',
      'Kilograms and liters measure different things, so I cannot convert between them.',
    ],
    ['10 dollars in euros', 'Exchange rates change every day, and I have none offline.'],
    ['五英里等于多少公里', '5 英里约等于 8.047 公里。'],
    ['72华氏度是多少摄氏度', '72 华氏度约等于 22.2 摄氏度。'],
    ['一斤等于多少克', '1 斤等于 500 克。'],
  ])('answers %j', async (text, answer) => {
    expect(await new World().ask(text)).toBe(answer)
  })
})

describe('convert', () => {
  const unit = (name: string): Unit => {
    const found = findUnit(name)
    if (found === null) throw new Error(`no unit ${name}`)
    return found
  }

  it.each([
    [0, 'celsius', 'kelvin', 273.15],
    [98.6, 'fahrenheit', 'celsius', 37],
    [1, 'inch', 'cm', 2.54],
    [1, 'gallon', 'liter', 3.785411784],
    [1, 'stone', 'pound', 14],
    [1, 'acre', 'square feet', 43_560],
    [1, 'gibibyte', 'byte', 1_073_741_824],
    [3.6, 'km/h', 'm/s', 1],
  ])('%d %s in %s is %d', (value, from, to, result) => {
    expect(convert(value, unit(from), unit(to))).toBeCloseTo(result, 9)
  })

  it('comes back to where it started', () => {
    const names = fc.constantFrom(
      'mile',
      'cup',
      'ounce',
      'fahrenheit',
      'knot',
      'acre',
      'gigabyte',
      'psi',
      'week',
    )
    const bases: Readonly<Record<string, string>> = {
      mile: 'meter',
      cup: 'liter',
      ounce: 'kg',
      fahrenheit: 'celsius',
      knot: 'm/s',
      acre: 'hectare',
      gigabyte: 'bit',
      psi: 'bar',
      week: 'hour',
    }
    fc.assert(
      fc.property(names, fc.double({ min: -1e6, max: 1e6, noNaN: true }), (name, value) => {
        const base = unit(bases[name] ?? '')
        expect(convert(convert(value, unit(name), base), base, unit(name))).toBeCloseTo(value, 3)
      }),
    )
  })
})
