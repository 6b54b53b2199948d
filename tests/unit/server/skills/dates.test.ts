import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  addMonths,
  dayNumber,
  fromDayNumber,
  instantOf,
  isoWeek,
  wallClock,
} from '../../../../src/server/skills/calendar.ts'
import { findHoliday } from '../../../../src/server/skills/holidays.ts'
import { World } from './harness.ts'

describe('the calendar', () => {
  it.each([
    ['What day is it?', 'Today is Sunday, November 22, 2026.'],
    ["What's today's date?", 'Today is Sunday, November 22, 2026.'],
    ['What day is it today?', 'Today is Sunday, November 22, 2026.'],
    ['What day is it to-day', 'Today is Sunday, November 22, 2026.'],
    ['What is the date tomorrow?', 'Tomorrow is Monday, November 23, 2026.'],
    ['What day was yesterday?', 'Yesterday was Saturday, November 21, 2026.'],
    ["What's the day after tomorrow?", 'That is Tuesday, November 24, 2026.'],
    ['What day is it in three weeks?', 'That is Sunday, December 13, 2026.'],
    ['What day will it be in 100 days?', 'That is Tuesday, March 2, 2027.'],
    ['What date was it two months ago?', 'That was Tuesday, September 22, 2026.'],
    ['What date is next Friday?', 'That is Friday, November 27, 2026.'],
    ['What day of the week was July 4th 1976?', 'That was Sunday, July 4, 1976.'],
    ['What day is Christmas?', 'Christmas is Friday, December 25, 2026.'],
    ['What day does Christmas fall on?', 'Christmas is Friday, December 25, 2026.'],
    ['When is Easter?', 'Easter is Sunday, March 28, 2027.'],
    ['When is Thanksgiving next year?', 'Thanksgiving is Thursday, November 25, 2027.'],
    ['When was Easter?', 'Easter was Sunday, April 5, 2026.'],
    ['How many days until Christmas?', 'It is 33 days until Christmas.'],
    ['How long is it until Christmas?', 'It is 33 days until Christmas.'],
    ['How many days are left till New Year’s Eve?', "It is 39 days until New Year's Eve."],
    ['How many weeks until Christmas', 'It is 4 weeks and 5 days until Christmas.'],
    ['How many months until Christmas', 'It is 1 month and 3 days until Christmas.'],
    ['how many days till december 3rd', 'It is 11 days until Thursday, December 3, 2026.'],
    ['How many days since January 1st?', 'It has been 325 days since Thursday, January 1, 2026.'],
    [
      'How many days between March 1 and April 15?',
      'It is 45 days from Monday, March 1, 2027 to Thursday, April 15, 2027.',
    ],
    ['How many days are in February?', 'February 2026 has 28 days.'],
    ['How many days does February 2028 have?', 'February 2028 has 29 days.'],
    ['Is 2028 a leap year?', 'Yes, 2028 is a leap year.'],
    ['Is this year a leap year?', 'No, 2026 is not a leap year.'],
    ['What year is it?', 'It is 2026.'],
    ['What month is it?', 'It is November.'],
    ['What week is it?', 'It is week 47.'],
    ['今天星期几？', '今天是2026年11月22日星期日。'],
    ['明天是几月几号', '明天是2026年11月23日星期一。'],
    ['三周后是星期几', '那天是2026年12月13日星期日。'],
    ['下周三是几号', '那天是2026年11月25日星期三。'],
    ['2026年12月25日是星期几', '那天是2026年12月25日星期五。'],
    ['今年是哪一年', '今年是2026年。'],
    ['距离圣诞节还有多少天？', '距离圣诞节还有 33 天。'],
    ['春节是什么时候', '春节是2027年2月6日星期六。'],
  ])('answers %j', async (text, answer) => {
    expect(await new World().ask(text)).toBe(answer)
  })

  it('goes by the day in the person’s zone', async () => {
    const world = new World()
    world.timeZone = 'Asia/Tokyo'
    expect(await world.ask('What day is it?')).toBe('Today is Monday, November 23, 2026.')
    expect(await world.ask('How many days until Christmas?')).toBe('It is 32 days until Christmas.')
  })

  it('says that the day has come', async () => {
    const world = new World()
    world.now = Date.UTC(2026, 11, 25, 17)
    expect(await world.ask('How many days until Christmas?')).toBe('Christmas is today.')
  })
})

describe('feasts', () => {
  // From published calendars; ICU’s own reckoning is a day off for 2027 and 2030.
  it.each([
    [
      'chinese new year',
      [
        [2025, 1, 29],
        [2026, 2, 17],
        [2027, 2, 6],
        [2030, 2, 3],
      ],
    ],
    [
      '中秋节',
      [
        [2024, 9, 17],
        [2025, 10, 6],
        [2026, 9, 25],
        [2027, 9, 15],
      ],
    ],
    [
      '端午节',
      [
        [2024, 6, 10],
        [2025, 5, 31],
        [2026, 6, 19],
        [2027, 6, 9],
      ],
    ],
    [
      'easter',
      [
        [2024, 3, 31],
        [2025, 4, 20],
        [2026, 4, 5],
        [2038, 4, 25],
      ],
    ],
    [
      'thanksgiving',
      [
        [2024, 11, 28],
        [2026, 11, 26],
      ],
    ],
    [
      'memorial day',
      [
        [2026, 5, 25],
        [2027, 5, 31],
      ],
    ],
    ["mother's day", [[2026, 5, 10]]],
  ])('%s is on the days that calendars print', (name, days) => {
    const holiday = findHoliday(name)
    for (const [year = 0, month = 0, day = 0] of days) expect(holiday?.on(year)).toEqual({ year, month, day })
  })
})

describe('date sums', () => {
  it('number days both ways', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -500_000, max: 500_000 }),
        (days) => dayNumber(fromDayNumber(days)) === days,
      ),
    )
  })

  it('keep to the end of shorter months', () => {
    expect(addMonths({ year: 2027, month: 1, day: 31 }, 1)).toEqual({ year: 2027, month: 2, day: 28 })
    expect(addMonths({ year: 2027, month: 1, day: 31 }, -2)).toEqual({ year: 2026, month: 11, day: 30 })
  })

  it('know ISO weeks at the turn of the year', () => {
    expect(isoWeek({ year: 2027, month: 1, day: 1 })).toBe(53)
    expect(isoWeek({ year: 2024, month: 12, day: 30 })).toBe(1)
  })

  it('turn wall clocks into instants and back, in every zone', () => {
    const zones = fc.constantFrom(
      'UTC',
      'America/New_York',
      'Asia/Kolkata',
      'Australia/Lord_Howe',
      'Asia/Shanghai',
    )
    const instants = fc
      .integer({ min: 0, max: 2_000_000 })
      .map((minutes) => minutes * 60_000 + Date.UTC(2024, 0, 1))
    fc.assert(
      fc.property(zones, instants, (zone, instant) => {
        const again = instantOf(wallClock(instant, zone), zone)
        // The hour that comes twice in autumn cannot be told apart.
        expect([0, 1_800_000, 3_600_000]).toContain(Math.abs(again - instant))
        expect(wallClock(again, zone)).toEqual(wallClock(instant, zone))
      }),
    )
  })

  it('take a time that summer time skips an hour later', () => {
    const skipped = instantOf({ year: 2026, month: 3, day: 8, hour: 2, minute: 30 }, 'America/New_York')
    expect(wallClock(skipped, 'America/New_York')).toMatchObject({ hour: 3, minute: 30 })
  })
})
