/** Places that are not the name of a time zone, by the zone they are in. Chinese names beside the English ones. */
const PLACES: Readonly<Record<string, string>> = {
  'Asia/Shanghai':
    'china,beijing,shanghai,shenzhen,guangzhou,chengdu,hangzhou,wuhan,nanjing,xian,tianjin,中国,北京,上海,深圳,广州,成都,杭州,武汉,南京,西安,天津',
  'Asia/Hong_Kong': 'hong kong,香港',
  'Asia/Taipei': 'taiwan,taipei,台湾,台北',
  'Asia/Macau': 'macau,macao,澳门',
  'Asia/Tokyo': 'japan,osaka,kyoto,日本,东京,大阪,京都',
  'Asia/Seoul': 'south korea,korea,busan,韩国,首尔',
  'Asia/Singapore': '新加坡',
  'Asia/Bangkok': 'thailand,泰国,曼谷',
  'Asia/Ho_Chi_Minh': 'vietnam,hanoi,saigon,越南,河内',
  'Asia/Jakarta': 'indonesia,印度尼西亚,雅加达',
  'Asia/Kuala_Lumpur': 'malaysia,马来西亚,吉隆坡',
  'Asia/Manila': 'philippines,the philippines,菲律宾,马尼拉',
  'Asia/Kolkata': 'india,mumbai,delhi,new delhi,bangalore,chennai,hyderabad,calcutta,印度,孟买,新德里',
  'Asia/Karachi': 'pakistan,lahore,islamabad,巴基斯坦',
  'Asia/Dhaka': 'bangladesh',
  'Asia/Kathmandu': 'nepal',
  'Asia/Dubai': 'uae,abu dhabi,迪拜',
  'Asia/Riyadh': 'saudi arabia,沙特',
  'Asia/Tehran': 'iran,德黑兰',
  'Asia/Jerusalem': 'israel,tel aviv,以色列',
  'Europe/Istanbul': 'turkey,ankara,土耳其,伊斯坦布尔',
  'Europe/Moscow': 'russia,st petersburg,saint petersburg,俄罗斯,莫斯科',
  'Europe/Kyiv': 'ukraine,kiev,乌克兰,基辅',
  'Europe/London':
    'england,britain,great britain,uk,the uk,united kingdom,the united kingdom,scotland,edinburgh,manchester,英国,伦敦',
  'Europe/Dublin': 'ireland,爱尔兰',
  'Europe/Lisbon': 'portugal,葡萄牙,里斯本',
  'Europe/Paris': 'france,lyon,marseille,法国,巴黎',
  'Europe/Berlin': 'germany,munich,hamburg,frankfurt,cologne,德国,柏林,慕尼黑',
  'Europe/Madrid': 'spain,barcelona,西班牙,马德里,巴塞罗那',
  'Europe/Rome': 'italy,milan,venice,florence,naples,意大利,罗马,米兰',
  'Europe/Amsterdam': 'netherlands,the netherlands,holland,荷兰,阿姆斯特丹',
  'Europe/Brussels': 'belgium,比利时',
  'Europe/Zurich': 'switzerland,geneva,瑞士,苏黎世',
  'Europe/Vienna': 'austria,奥地利,维也纳',
  'Europe/Prague': 'czech republic,czechia,捷克,布拉格',
  'Europe/Warsaw': 'poland,krakow,波兰,华沙',
  'Europe/Stockholm': 'sweden,瑞典',
  'Europe/Oslo': 'norway,挪威',
  'Europe/Copenhagen': 'denmark,丹麦',
  'Europe/Helsinki': 'finland,芬兰',
  'Europe/Athens': 'greece,希腊,雅典',
  'Europe/Budapest': 'hungary,匈牙利',
  'Atlantic/Reykjavik': 'iceland,冰岛',
  'Africa/Cairo': 'egypt,埃及,开罗',
  'Africa/Johannesburg': 'south africa,cape town,南非',
  'Africa/Nairobi': 'kenya,肯尼亚',
  'Africa/Lagos': 'nigeria',
  'Africa/Casablanca': 'morocco',
  'America/New_York':
    'new york city,nyc,boston,washington,washington dc,philadelphia,miami,atlanta,orlando,eastern time,the east coast,纽约,华盛顿,波士顿,迈阿密',
  'America/Chicago': 'dallas,houston,austin,new orleans,minneapolis,texas,central time,芝加哥,休斯顿,达拉斯',
  'America/Denver': 'salt lake city,colorado,mountain time,丹佛',
  'America/Phoenix': 'arizona',
  'America/Los_Angeles':
    'la,san francisco,seattle,san diego,las vegas,portland,california,silicon valley,pacific time,the west coast,洛杉矶,旧金山,西雅图,加州',
  'America/Anchorage': 'alaska',
  'Pacific/Honolulu': 'hawaii,夏威夷',
  'America/Toronto': 'ottawa,montreal,多伦多',
  'America/Vancouver': '温哥华',
  'America/Mexico_City': 'mexico,墨西哥',
  'America/Sao_Paulo': 'brazil,rio,rio de janeiro,巴西,圣保罗',
  'America/Argentina/Buenos_Aires': 'argentina,阿根廷',
  'America/Bogota': 'colombia',
  'America/Lima': 'peru,秘鲁',
  'America/Santiago': 'chile,智利',
  'Australia/Sydney': 'canberra,悉尼',
  'Australia/Melbourne': '墨尔本',
  'Australia/Perth': '珀斯',
  'Pacific/Auckland': 'new zealand,wellington,新西兰,奥克兰',
  UTC: 'utc,gmt,greenwich,greenwich mean time,格林威治,世界时',
}

/** A place that was named, and the IANA name of its zone. */
export interface Place {
  readonly name: string
  readonly timeZone: string
}

let zonesByName: ReadonlyMap<string, string> | null = null

/** Every city that names a zone ("asia/ho_chi_minh": "ho chi minh"), and the places above, which go first. */
function zones(): ReadonlyMap<string, string> {
  if (zonesByName !== null) return zonesByName
  const map = new Map<string, string>()
  for (const zone of Intl.supportedValuesOf('timeZone')) {
    const city = zone
      .slice(zone.lastIndexOf('/') + 1)
      .replaceAll('_', ' ')
      .toLowerCase()
    map.set(city, zone)
  }
  for (const [zone, places] of Object.entries(PLACES)) {
    for (const place of places.split(',')) map.set(place, zone)
    map.set(
      zone
        .slice(zone.lastIndexOf('/') + 1)
        .replaceAll('_', ' ')
        .toLowerCase(),
      zone,
    )
  }
  zonesByName = map
  return map
}

/** Finds a city, country or zone by its name in English or Chinese; `null` when it is not known offline. */
export function findPlace(name: string): Place | null {
  const wanted = name
    .toLowerCase()
    .trim()
    .replace(/^the city of /, '')
    .replace(/市$/u, '')
  const timeZone = zones().get(wanted) ?? zones().get(wanted.replace(/^the /, ''))
  return timeZone === undefined ? null : { name: titled(wanted), timeZone }
}

function titled(name: string): string {
  if (/^(?:uk|uae|nyc|la|utc|gmt)$/.test(name)) return name.toUpperCase()
  return name
    .replace(/(?<![\p{L}'])\p{Ll}/gu, (letter) => letter.toUpperCase())
    .replace(/\b(?:Of|De|The)\b/g, (word, at: number) =>
      at === 0 && word !== 'The' ? word : word.toLowerCase(),
    )
    .replace(/\bDc\b/, 'DC')
    .replace(/\bUk\b/, 'UK')
}
