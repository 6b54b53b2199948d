import type { Page } from 'playwright'

/** Controls that a screen reader could not name, as HTML. */
export function namelessControls(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const controls = document.querySelectorAll<HTMLElement>(
      'button, a, input, select, textarea, summary, [role=button], [role=switch], img, dialog, audio, progress',
    )
    const isNamed = (element: HTMLElement): boolean => {
      const labels =
        element instanceof HTMLInputElement || element instanceof HTMLSelectElement ? element.labels : null
      const by = element.getAttribute('aria-labelledby')
      return [
        element.ariaLabel,
        by === null ? null : document.getElementById(by)?.textContent,
        labels?.[0]?.textContent,
        element instanceof HTMLInputElement || element instanceof HTMLTextAreaElement
          ? null
          : element.textContent,
        element instanceof HTMLImageElement ? element.alt : null,
      ].some((name) => (name ?? '').trim() !== '')
    }
    const isDecoration = (element: HTMLElement) => element.closest('[aria-hidden=true]') !== null
    return [...controls]
      .filter((element) => !isNamed(element) && !isDecoration(element))
      .map((element) => element.outerHTML.slice(0, 160))
  })
}

/** What sticks out sideways of the window, or of a box whose edge can be seen. */
export function layoutFaults(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const scrolls = (element: Element): boolean => {
      for (let each = element.parentElement; each; each = each.parentElement) {
        if (/(auto|scroll|hidden)/.test(getComputedStyle(each).overflowX) && each !== document.body)
          return true
      }
      return false
    }
    const bursts = (element: Element): boolean => {
      const style = getComputedStyle(element)
      return (
        style.overflowX === 'visible' &&
        style.borderRightStyle !== 'none' &&
        style.borderRightWidth !== '0px' &&
        element.scrollWidth > element.clientWidth + 1
      )
    }
    return [...document.querySelectorAll('body *')]
      .filter((element) => {
        const box = element.getBoundingClientRect()
        const isOut = box.right > innerWidth + 1 || box.left < -1
        return box.width > 0 && ((isOut && !scrolls(element)) || bursts(element))
      })
      .filter((element) => !element.closest('.visually-hidden'))
      .map((element) => `${element.tagName}.${element.className}`)
  })
}

/** Texts with less contrast than WCAG 2.2 AA asks for (4.5, or 3 when large). */
export function weakContrasts(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const canvas = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true })
    if (!canvas) throw new Error('no canvas')
    /** Any CSS colour, painted over `under`. */
    const paint = (colour: string, under: readonly number[]): number[] => {
      canvas.fillStyle = `rgb(${under.join(' ')})`
      canvas.fillRect(0, 0, 1, 1)
      canvas.fillStyle = colour
      canvas.fillRect(0, 0, 1, 1)
      return [...canvas.getImageData(0, 0, 1, 1).data.subarray(0, 3)]
    }
    const luminance = (rgb: readonly number[]): number => {
      const [r = 0, g = 0, b = 0] = rgb.map((value) => {
        const part = value / 255
        return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
      })
      return 0.2126 * r + 0.7152 * g + 0.0722 * b
    }
    const background = (element: Element): number[] => {
      const chain: Element[] = []
      for (let each: Element | null = element; each; each = each.parentElement) chain.unshift(each)
      return chain.reduce(
        (under, each) => paint(getComputedStyle(each).backgroundColor, under),
        [255, 255, 255],
      )
    }
    const faults: string[] = []
    for (const element of document.querySelectorAll<HTMLElement>('body *')) {
      const text = [...element.childNodes]
        .filter((node) => node.nodeType === Node.TEXT_NODE)
        .map((node) => node.textContent?.trim() ?? '')
        .join('')
      const box = element.getBoundingClientRect()
      const isShown = box.width > 1 && box.height > 1 && element.checkVisibility({ opacityProperty: true })
      const isDisabled = element.closest(':disabled') !== null
      if (text === '' || !isShown || isDisabled || element instanceof HTMLOptionElement) continue
      const style = getComputedStyle(element)
      const under = background(element)
      const [high = 0, low = 0] = [luminance(paint(style.color, under)), luminance(under)].sort(
        (a, b) => b - a,
      )
      const ratio = (high + 0.05) / (low + 0.05)
      const size = Number.parseFloat(style.fontSize)
      const large = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700)
      if (ratio < (large ? 3 : 4.5))
        faults.push(`${ratio.toFixed(2)} "${text.slice(0, 40)}" ${element.className}`)
    }
    return faults
  })
}
