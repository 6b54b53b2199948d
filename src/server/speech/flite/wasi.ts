/**
 * As much of WASI preview 1 as Flite uses: arguments in, one file and two text streams out, all in memory. Node's own
 * `node:wasi` aborted the process in 2 of 8 runs, needs a real file system, and marks itself experimental.
 *
 * Layouts and numbers: https://github.com/WebAssembly/WASI/blob/main/legacy/preview1/docs.md
 */
const ERRNO = { success: 0, badf: 8, inval: 28, noent: 44, spipe: 70 } as const
const FILETYPE = { characterDevice: 2, directory: 3, regularFile: 4 } as const
const OFLAGS_CREAT = 1
const STDOUT = 1
const STDERR = 2
/** The one folder that the program sees, as `/`. */
const ROOT_FD = 3
/** File, current position, end: the `whence` of `fd_seek`. */
const SEEK_CUR = 1
const SEEK_END = 2
/** Text that a program writes beyond this is dropped: nobody reads megabytes of messages. */
const MAX_STREAM_CHARS = 16_384

/** What a run left behind. */
export interface WasiRun {
  readonly exitCode: number
  readonly stdout: string
  readonly stderr: string
  /** Files that the program made, by name without the leading slash. */
  readonly files: ReadonlyMap<string, Uint8Array<ArrayBuffer>>
}

class Exit extends Error {
  readonly code: number
  constructor(code: number) {
    super(`exit ${code}`)
    this.code = code
  }
}

/** A growing file in memory. */
class MemoryFile {
  position = 0
  #bytes = new Uint8Array(64 * 1024)
  #length = 0

  get length(): number {
    return this.#length
  }

  write(chunk: Uint8Array): void {
    const end = this.position + chunk.length
    if (end > this.#bytes.length) {
      const grown = new Uint8Array(Math.max(end, this.#bytes.length * 2))
      grown.set(this.#bytes)
      this.#bytes = grown
    }
    this.#bytes.set(chunk, this.position)
    this.position = end
    this.#length = Math.max(this.#length, end)
  }

  /** A copy of the contents that owns its whole buffer, so that it can be transferred. */
  contents(): Uint8Array<ArrayBuffer> {
    return this.#bytes.slice(0, this.#length)
  }
}

/**
 * Runs a WASI command once. Each run has its own memory, so nothing is left over from the one before.
 *
 * @param args including the program's name. They end at their first NUL.
 * @throws WebAssembly.RuntimeError when the program traps.
 */
export function runWasi(module: WebAssembly.Module, args: readonly string[]): WasiRun {
  const utf8 = new TextDecoder()
  const packedArgs = args.map((arg) => new TextEncoder().encode(`${arg.split('\0')[0]}\0`))
  const text = { [STDOUT]: '', [STDERR]: '' }
  const files = new Map<string, MemoryFile>()
  const open = new Map<number, MemoryFile>()
  let nextFd = ROOT_FD + 1
  // The buffer is replaced whenever the memory grows, so views are made anew for each call.
  const buffer = (): ArrayBuffer => (instance.exports.memory as WebAssembly.Memory).buffer
  const view = (): DataView => new DataView(buffer())
  const bytesAt = (at: number, length: number): Uint8Array => new Uint8Array(buffer(), at, length)

  const calls = {
    args_sizes_get(countAt: number, sizeAt: number): number {
      view().setUint32(countAt, packedArgs.length, true)
      view().setUint32(
        sizeAt,
        packedArgs.reduce((sum, arg) => sum + arg.length, 0),
        true,
      )
      return ERRNO.success
    },
    args_get(pointersAt: number, bufferAt: number): number {
      let at = bufferAt
      packedArgs.forEach((arg, i) => {
        view().setUint32(pointersAt + i * 4, at, true)
        bytesAt(at, arg.length).set(arg)
        at += arg.length
      })
      return ERRNO.success
    },
    /** Always 0: Flite only uses it for its benchmark, and a constant makes every run the same. */
    clock_time_get(_clock: number, _precision: bigint, timeAt: number): number {
      view().setBigUint64(timeAt, 0n, true)
      return ERRNO.success
    },
    fd_prestat_get(fd: number, statAt: number): number {
      if (fd !== ROOT_FD) return ERRNO.badf
      view().setUint32(statAt, 0, true)
      view().setUint32(statAt + 4, 1, true)
      return ERRNO.success
    },
    fd_prestat_dir_name(fd: number, nameAt: number, length: number): number {
      if (fd !== ROOT_FD) return ERRNO.badf
      if (length < 1) return ERRNO.inval
      view().setUint8(nameAt, '/'.charCodeAt(0))
      return ERRNO.success
    },
    fd_fdstat_get(fd: number, statAt: number): number {
      const type =
        fd === ROOT_FD
          ? FILETYPE.directory
          : fd < ROOT_FD
            ? FILETYPE.characterDevice
            : open.has(fd)
              ? FILETYPE.regularFile
              : null
      if (type === null) return ERRNO.badf
      const allRights = 0xffff_ffff_ffff_ffffn
      view().setUint8(statAt, type)
      view().setUint16(statAt + 2, 0, true)
      view().setBigUint64(statAt + 8, allRights, true)
      view().setBigUint64(statAt + 16, allRights, true)
      return ERRNO.success
    },
    fd_fdstat_set_flags(): number {
      return ERRNO.success
    },
    /** Files can be made and written only; there is nothing to read. */
    path_open(
      dirFd: number,
      _lookup: number,
      nameAt: number,
      nameLength: number,
      oflags: number,
      _rights: bigint,
      _inheriting: bigint,
      _fdFlags: number,
      fdAt: number,
    ): number {
      if (dirFd !== ROOT_FD) return ERRNO.badf
      if ((oflags & OFLAGS_CREAT) === 0) return ERRNO.noent
      const file = new MemoryFile()
      files.set(utf8.decode(bytesAt(nameAt, nameLength)), file)
      open.set(nextFd, file)
      view().setUint32(fdAt, nextFd++, true)
      return ERRNO.success
    },
    fd_write(fd: number, vectorsAt: number, count: number, writtenAt: number): number {
      const file = open.get(fd)
      if (file === undefined && fd !== STDOUT && fd !== STDERR) return ERRNO.badf
      let written = 0
      for (let i = 0; i < count; i++) {
        const at = view().getUint32(vectorsAt + i * 8, true)
        const length = view().getUint32(vectorsAt + i * 8 + 4, true)
        const chunk = bytesAt(at, length)
        if (file !== undefined) file.write(chunk)
        else if (text[fd as 1 | 2].length < MAX_STREAM_CHARS) text[fd as 1 | 2] += utf8.decode(chunk)
        written += length
      }
      view().setUint32(writtenAt, written, true)
      return ERRNO.success
    },
    /** Nothing comes in: the end of the file at once. */
    fd_read(_fd: number, _vectorsAt: number, _count: number, readAt: number): number {
      view().setUint32(readAt, 0, true)
      return ERRNO.success
    },
    fd_seek(fd: number, offset: bigint, whence: number, positionAt: number): number {
      const file = open.get(fd)
      if (file === undefined) return fd < ROOT_FD ? ERRNO.spipe : ERRNO.badf
      const from = whence === SEEK_CUR ? file.position : whence === SEEK_END ? file.length : 0
      const position = from + Number(offset)
      if (position < 0) return ERRNO.inval
      file.position = position
      view().setBigUint64(positionAt, BigInt(position), true)
      return ERRNO.success
    },
    fd_close(fd: number): number {
      return open.delete(fd) || fd < ROOT_FD ? ERRNO.success : ERRNO.badf
    },
    proc_exit(code: number): never {
      // WASI has no other way to leave the program from inside a call.
      throw new Exit(code)
    },
  }

  const instance = new WebAssembly.Instance(module, { wasi_snapshot_preview1: calls })
  let exitCode = 0
  try {
    ;(instance.exports._start as () => void)()
  } catch (error) {
    if (!(error instanceof Exit)) throw error
    exitCode = error.code
  }
  return {
    exitCode,
    stdout: text[STDOUT],
    stderr: text[STDERR],
    files: new Map([...files].map(([name, file]) => [name, file.contents()])),
  }
}
