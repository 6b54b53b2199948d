import { existsSync, readFileSync } from 'node:fs'
import { notImplemented, StrictObject } from '../strict.ts'
import { decodePng, encodePng, isPng, resizeBitmap } from './png.ts'
import type { Bitmap } from './png.ts'

type Implemented = Pick<
  Electron.NativeImage,
  | 'isEmpty'
  | 'getSize'
  | 'getAspectRatio'
  | 'toPNG'
  | 'toDataURL'
  | 'toBitmap'
  | 'resize'
  | 'setTemplateImage'
  | 'isTemplateImage'
  | 'isMacTemplateImage'
  | 'addRepresentation'
  | 'getScaleFactors'
>

/** `nativeImage`: PNG only (8 bits a channel); other formats are read as empty, with a line on stderr. */
export class HostNativeImage extends StrictObject implements Implemented {
  isMacTemplateImage = false
  readonly #bitmap: Bitmap | null
  readonly #scales = new Map<number, Buffer>()

  private constructor(bitmap: Bitmap | null) {
    super('nativeImage')
    this.#bitmap = bitmap
  }

  static createEmpty(): HostNativeImage {
    return new HostNativeImage(null)
  }

  static createFromBuffer(buffer: Buffer): HostNativeImage {
    const bitmap = decodePng(buffer)
    if (!bitmap && buffer.length > 0)
      console.error('electron-host: nativeImage reads 8-bit PNG only; the image is empty')
    return new HostNativeImage(bitmap)
  }

  /** As in Electron, a file that is not there makes an empty image; `name@2x.png` beside it is its sharper version. */
  static createFromPath(path: string): HostNativeImage {
    if (!existsSync(path)) return HostNativeImage.createEmpty()
    const image = HostNativeImage.createFromBuffer(readFileSync(path))
    for (const scale of [1.25, 1.5, 2, 3]) {
      const sharper = path.replace(/(\.\w+)$/, `@${scale}x$1`)
      if (sharper !== path && existsSync(sharper))
        image.addRepresentation({ scaleFactor: scale, buffer: readFileSync(sharper) })
    }
    return image
  }

  static createFromDataURL(url: string): HostNativeImage {
    const encoded = /^data:image\/png;base64,(.*)$/s.exec(url)?.[1] ?? ''
    return HostNativeImage.createFromBuffer(Buffer.from(encoded, 'base64'))
  }

  /** RGBA here is BGRA in Electron. */
  static createFromBitmap(
    buffer: Buffer,
    { width, height }: Electron.CreateFromBitmapOptions,
  ): HostNativeImage {
    if (buffer.length !== width * height * 4) throw new Error('invalid buffer size')
    return new HostNativeImage({ width, height, data: swapRedAndBlue(buffer) })
  }

  static createFromNamedImage(name: string): never {
    throw notImplemented(`nativeImage.createFromNamedImage('${name}')`)
  }

  isEmpty(): boolean {
    return this.#bitmap === null
  }

  getSize(): Electron.Size {
    return { width: this.#bitmap?.width ?? 0, height: this.#bitmap?.height ?? 0 }
  }

  getAspectRatio(): number {
    return this.#bitmap ? this.#bitmap.width / this.#bitmap.height : 1
  }

  getScaleFactors(): number[] {
    return [1, ...this.#scales.keys()]
  }

  toPNG(options: Electron.ToPNGOptions = {}): Buffer {
    return (
      this.#scales.get(options.scaleFactor ?? 1) ?? (this.#bitmap ? encodePng(this.#bitmap) : Buffer.alloc(0))
    )
  }

  toDataURL(options?: Electron.ToDataURLOptions): string {
    return `data:image/png;base64,${this.toPNG(options).toString('base64')}`
  }

  toBitmap(): Buffer {
    return this.#bitmap ? swapRedAndBlue(this.#bitmap.data) : Buffer.alloc(0)
  }

  resize({ width, height }: Electron.ResizeOptions): Electron.NativeImage {
    const bitmap = this.#bitmap
    if (!bitmap) return HostNativeImage.createEmpty() as unknown as Electron.NativeImage
    const w = width ?? Math.round(((height ?? bitmap.height) * bitmap.width) / bitmap.height)
    const h = height ?? Math.round((w * bitmap.height) / bitmap.width)
    return new HostNativeImage(resizeBitmap(bitmap, w, h)) as unknown as Electron.NativeImage
  }

  setTemplateImage(option: boolean): void {
    this.isMacTemplateImage = option
  }

  isTemplateImage(): boolean {
    return this.isMacTemplateImage
  }

  addRepresentation({ scaleFactor = 1, buffer, dataURL }: Electron.AddRepresentationOptions): void {
    const png = buffer ?? Buffer.from((dataURL ?? '').replace(/^[^,]*,/, ''), 'base64')
    if (!isPng(png)) throw notImplemented('nativeImage.addRepresentation with anything but PNG')
    this.#scales.set(scaleFactor, png)
  }
}

function swapRedAndBlue(pixels: Buffer): Buffer {
  const copy = Buffer.from(pixels)
  for (let at = 0; at < copy.length; at += 4) [copy[at], copy[at + 2]] = [copy[at + 2]!, copy[at]!]
  return copy
}

type Statics =
  'createEmpty' | 'createFromBuffer' | 'createFromPath' | 'createFromDataURL' | 'createFromBitmap'

/** The `nativeImage` module. */
export const nativeImage = {
  createEmpty: () => HostNativeImage.createEmpty() as unknown as Electron.NativeImage,
  createFromBuffer: (buffer: Buffer) =>
    HostNativeImage.createFromBuffer(buffer) as unknown as Electron.NativeImage,
  createFromPath: (path: string) => HostNativeImage.createFromPath(path) as unknown as Electron.NativeImage,
  createFromDataURL: (url: string) =>
    HostNativeImage.createFromDataURL(url) as unknown as Electron.NativeImage,
  createFromBitmap: (buffer: Buffer, options: Electron.CreateFromBitmapOptions) =>
    HostNativeImage.createFromBitmap(buffer, options) as unknown as Electron.NativeImage,
  createFromNamedImage: (name: string) => HostNativeImage.createFromNamedImage(name),
} satisfies Pick<typeof Electron.NativeImage, Statics | 'createFromNamedImage'>

/** An image option, which may be a path, as an image. */
export function toImage(image: Electron.NativeImage | string): HostNativeImage {
  return typeof image === 'string'
    ? HostNativeImage.createFromPath(image)
    : (image as unknown as HostNativeImage)
}
