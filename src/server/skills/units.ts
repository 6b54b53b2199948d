/** One unit of measure. */
export interface Unit {
  readonly kind: string
  /** A value in this unit times `factor`, plus `offset`, is the value in the kind's base unit. */
  readonly factor: number
  readonly offset: number
  /** Singular and plural, for answers. */
  readonly en: readonly [string, string]
  readonly zh: string
}

/** kind, factor, "singular,plural,other names…", "Chinese names…" (the first is shown), offset. */
type Row = readonly [string, number, string, string, number?]

// Factors are exact by definition (international yard and pound, US liquid gallon, NIST SP 811) where such a definition exists.
const ROWS: readonly Row[] = [
  // length, in meters
  ['length', 1e-9, 'nanometer,nanometers,nm', '纳米'],
  ['length', 1e-6, 'micrometer,micrometers,micron,microns', '微米'],
  ['length', 0.001, 'millimeter,millimeters,mm', '毫米'],
  ['length', 0.01, 'centimeter,centimeters,cm,cms', '厘米,公分'],
  ['length', 1, 'meter,meters,m', '米,公尺'],
  ['length', 1000, 'kilometer,kilometers,km,kms,k', '公里,千米'],
  ['length', 0.0254, 'inch,inches,in', '英寸,寸'],
  ['length', 0.3048, 'foot,feet,ft', '英尺,尺'],
  ['length', 0.9144, 'yard,yards,yd,yds', '码'],
  ['length', 1609.344, 'mile,miles,mi', '英里'],
  ['length', 1852, 'nautical mile,nautical miles', '海里'],
  ['length', 9.460_730_472_580_8e15, 'light year,light years,lightyear,lightyears', '光年'],
  // area, in square meters
  ['area', 1, 'square meter,square meters,sqm', '平方米'],
  ['area', 1e6, 'square kilometer,square kilometers', '平方公里'],
  ['area', 0.0001, 'square centimeter,square centimeters', '平方厘米'],
  ['area', 0.092_903_04, 'square foot,square feet,sq ft', '平方英尺'],
  ['area', 0.000_645_16, 'square inch,square inches', '平方英寸'],
  ['area', 2_589_988.110_336, 'square mile,square miles', '平方英里'],
  ['area', 4046.856_422_4, 'acre,acres', '英亩'],
  ['area', 10_000, 'hectare,hectares,ha', '公顷'],
  // volume, in liters
  ['volume', 0.001, 'milliliter,milliliters,ml,cc', '毫升'],
  ['volume', 0.01, 'centiliter,centiliters,cl', '厘升'],
  ['volume', 0.1, 'deciliter,deciliters,dl', '分升'],
  ['volume', 1, 'liter,liters,l', '升,公升'],
  ['volume', 1000, 'cubic meter,cubic meters', '立方米'],
  ['volume', 0.001, 'cubic centimeter,cubic centimeters', '立方厘米'],
  ['volume', 0.004_928_921_593_75, 'teaspoon,teaspoons,tsp', '茶匙'],
  ['volume', 0.014_786_764_781_25, 'tablespoon,tablespoons,tbsp', '汤匙'],
  ['volume', 0.029_573_529_562_5, 'fluid ounce,fluid ounces,fl oz', '液量盎司'],
  ['volume', 0.236_588_236_5, 'cup,cups', '杯'],
  ['volume', 0.473_176_473, 'pint,pints,pt', '品脱'],
  ['volume', 0.946_352_946, 'quart,quarts,qt', '夸脱'],
  ['volume', 3.785_411_784, 'gallon,gallons,gal', '加仑'],
  ['volume', 4.546_09, 'imperial gallon,imperial gallons,uk gallon,uk gallons', '英制加仑'],
  // mass, in kilograms
  ['mass', 1e-6, 'milligram,milligrams,mg', '毫克'],
  ['mass', 0.001, 'gram,grams,g', '克'],
  ['mass', 1, 'kilogram,kilograms,kg,kgs,kilo,kilos', '公斤,千克'],
  ['mass', 1000, 'metric ton,metric tons,tonne,tonnes', '吨,公吨'],
  ['mass', 907.184_74, 'ton,tons,short ton,short tons', '美吨'],
  ['mass', 0.028_349_523_125, 'ounce,ounces,oz', '盎司'],
  ['mass', 0.453_592_37, 'pound,pounds,lb,lbs', '磅'],
  ['mass', 6.350_293_18, 'stone,stones', '英石'],
  ['mass', 0.5, 'jin', '斤,市斤'],
  ['mass', 0.05, 'liang', '两,市两'],
  // temperature, in kelvins
  ['temperature', 1, 'kelvin,kelvins', '开尔文,开', 0],
  [
    'temperature',
    1,
    'degree Celsius,degrees celsius,celsius,degrees centigrade,centigrade,degrees c,degree c,c,°c',
    '摄氏度,度,摄氏',
    273.15,
  ],
  [
    'temperature',
    5 / 9,
    'degree Fahrenheit,degrees fahrenheit,fahrenheit,degrees f,degree f,f,°f',
    '华氏度,华氏',
    459.67 * (5 / 9),
  ],
  // time, in seconds
  ['time', 0.001, 'millisecond,milliseconds,ms', '毫秒'],
  ['time', 1, 'second,seconds,sec,secs', '秒,秒钟'],
  ['time', 60, 'minute,minutes,min,mins', '分钟,分'],
  ['time', 3600, 'hour,hours,hr,hrs', '小时,个小时,钟头,个钟头'],
  ['time', 86_400, 'day,days', '天'],
  ['time', 604_800, 'week,weeks', '周,星期,个星期'],
  // The mean month and year of the Gregorian calendar.
  ['time', 2_629_746, 'month,months', '个月,月'],
  ['time', 31_556_952, 'year,years', '年'],
  ['time', 315_569_520, 'decade,decades', '十年'],
  ['time', 3_155_695_200, 'century,centuries', '世纪,个世纪'],
  // speed, in meters per second
  ['speed', 1, 'meter per second,meters per second,m/s,meters a second', '米每秒'],
  ['speed', 1 / 3.6, 'kilometer per hour,kilometers per hour,km/h,kph,kmh,kilometers an hour', '公里每小时'],
  ['speed', 0.447_04, 'mile per hour,miles per hour,mph,miles an hour', '英里每小时'],
  ['speed', 1852 / 3600, 'knot,knots', '节'],
  // data, in bytes: SI prefixes, and the binary ones by their own names
  ['data', 0.125, 'bit,bits', '比特'],
  ['data', 1, 'byte,bytes', '字节'],
  ['data', 1e3, 'kilobyte,kilobytes,kb', '千字节'],
  ['data', 1e6, 'megabyte,megabytes,mb,megs', '兆字节,兆'],
  ['data', 1e9, 'gigabyte,gigabytes,gb,gigs', '吉字节'],
  ['data', 1e12, 'terabyte,terabytes,tb', '太字节'],
  ['data', 1024, 'kibibyte,kibibytes,kib', 'KiB'],
  ['data', 1024 ** 2, 'mebibyte,mebibytes,mib', 'MiB'],
  ['data', 1024 ** 3, 'gibibyte,gibibytes,gib', 'GiB'],
  // energy, in joules
  ['energy', 1, 'joule,joules', '焦耳'],
  ['energy', 1000, 'kilojoule,kilojoules,kj', '千焦'],
  ['energy', 4184, 'calorie,calories,kilocalorie,kilocalories,kcal', '千卡,大卡'],
  ['energy', 3.6e6, 'kilowatt hour,kilowatt hours,kwh', '千瓦时,度电'],
  // power, in watts
  ['power', 1, 'watt,watts', '瓦,瓦特'],
  ['power', 1000, 'kilowatt,kilowatts,kw', '千瓦'],
  ['power', 745.699_871_582_270_2, 'horsepower,horsepower,hp', '马力'],
  // pressure, in pascals
  ['pressure', 1, 'pascal,pascals', '帕,帕斯卡'],
  ['pressure', 1000, 'kilopascal,kilopascals,kpa', '千帕'],
  ['pressure', 100_000, 'bar,bars', '巴'],
  ['pressure', 101_325, 'atmosphere,atmospheres,atm', '大气压'],
  ['pressure', 6894.757_293_168_361, 'pound per square inch,pounds per square inch,psi', '磅每平方英寸'],
  // angle, in degrees
  ['angle', 1, 'degree,degrees', '度角'],
  ['angle', 180 / Math.PI, 'radian,radians', '弧度'],
]

const UNITS: readonly { readonly unit: Unit; readonly names: readonly string[] }[] = ROWS.map(
  ([kind, factor, en, zh, offset = 0]) => {
    const [singular = '', plural = singular] = en.split(',')
    const [shown = ''] = zh.split(',')
    const many = plural.replace('celsius', 'Celsius').replace('fahrenheit', 'Fahrenheit')
    const unit: Unit = { kind, factor, offset, en: [singular, many], zh: shown }
    return { unit, names: [...en.toLowerCase().split(','), ...zh.split(',')] }
  },
)

const BY_NAME: ReadonlyMap<string, Unit> = new Map(
  UNITS.flatMap(({ unit, names }) => names.map((name): [string, Unit] => [name, unit])),
)

/** A unit by any of its names in lower case. */
export function findUnit(name: string): Unit | null {
  return BY_NAME.get(name.trim().replace(/^(?:an?|the|of) /, '')) ?? null
}

/** All names, longest first, as the alternatives of a regular expression. */
export const UNIT_NAMES: string = [...BY_NAME.keys()]
  .sort((a, b) => b.length - a.length)
  .map((name) => name.replaceAll('/', '\\/'))
  .join('|')

/** Converts between two units of one kind. Rounded to 12 digits, which hides what binary fractions cannot hold. */
export function convert(value: number, from: Unit, to: Unit): number {
  const base = value * from.factor + from.offset
  return Number(((base - to.offset) / to.factor).toPrecision(12))
}
