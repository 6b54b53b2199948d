import { readTensors } from './onnx-tensors.ts'
import type { Tensor } from './onnx-tensors.ts'

/*
 * Silero VAD (v5 and v6) for 16 kHz: how likely a block of sound holds speech.
 * https://github.com/snakers4/silero-vad
 *
 * The network is small (309,000 weights, 0.7 million multiplications a block), so its forward pass is written out here: ONNX
 * Runtime would be 14 MB of WebAssembly and a hole in the page's policy for the same numbers. They are the same: the tests
 * compare them with those of ONNX Runtime.
 *
 *   64 samples of the block before + 512 new ones, 64 more mirrored at the end
 *   → short-time spectrum: 4 frames of 129 magnitudes (window 256, step 128)
 *   → four convolutions over time (width 3): 128, 64, 64, 128 channels; 4, 2, 1, 1 frames
 *   → LSTM, 128 cells → one linear unit → sigmoid
 */

/** Samples of one block, at 16 kHz: 32 ms. The network was trained with no other size. */
export const VAD_BLOCK = 512

/** Samples of the block before that the network sees too. */
const CONTEXT = 64
const MIRRORED = 64
const WINDOW = 256
const STEP = 128
const BINS = WINDOW / 2 + 1
const FRAMES = (CONTEXT + VAD_BLOCK + MIRRORED - WINDOW) / STEP + 1
const CELLS = 128

const CONVOLUTIONS = [
  { inputs: BINS, outputs: 128, stride: 1 },
  { inputs: 128, outputs: 64, stride: 2 },
  { inputs: 64, outputs: 64, stride: 2 },
  { inputs: 64, outputs: CELLS, stride: 1 },
] as const

/** Taps of each convolution: one frame before, the frame itself, one after. */
const WIDTH = 3

interface Convolution {
  readonly inputs: number
  readonly outputs: number
  readonly stride: number
  /** [outputs][inputs][WIDTH] */
  readonly weight: Float32Array
  readonly bias: Float32Array
}

interface Weights {
  /** Real parts of each bin's window, then imaginary parts: [2 * BINS][WINDOW]. */
  readonly basis: Float32Array
  readonly convolutions: readonly Convolution[]
  /** The gates in PyTorch's order: input, forget, cell, output; [4 * CELLS][CELLS]. */
  readonly fromInput: Float32Array
  readonly fromState: Float32Array
  /** Both of PyTorch's biases, added. */
  readonly gateBias: Float32Array
  readonly out: Float32Array
  readonly outBias: number
}

/** One stream's detector. Gives a probability for each block in turn, and remembers what it has heard. */
export class Silero {
  readonly #weights: Weights
  readonly #samples = new Float32Array(CONTEXT + VAD_BLOCK + MIRRORED)
  readonly #spectrum = new Float32Array(BINS * FRAMES)
  readonly #hidden = new Float32Array(CELLS)
  readonly #cell = new Float32Array(CELLS)
  readonly #gates = new Float32Array(4 * CELLS)

  /** Takes the bytes of the ONNX file. Throws when it does not hold this network. */
  constructor(model: Uint8Array) {
    this.#weights = readWeights(readTensors(model))
  }

  /** The probability, 0 to 1, that this block (of `VAD_BLOCK` samples, -1 to 1) holds speech. */
  process(block: Float32Array): number {
    const samples = this.#samples
    samples.set(block, CONTEXT)
    const end = CONTEXT + VAD_BLOCK
    for (let index = 0; index < MIRRORED; index++) samples[end + index] = samples[end - 2 - index]!
    this.#transform()
    // What comes next sees the end of this block.
    samples.copyWithin(0, VAD_BLOCK, VAD_BLOCK + CONTEXT)

    let frames: Float32Array = this.#spectrum
    for (const convolution of this.#weights.convolutions) frames = convolve(convolution, frames)
    return this.#decide(frames)
  }

  /** Forgets what was heard. */
  reset(): void {
    this.#samples.fill(0)
    this.#hidden.fill(0)
    this.#cell.fill(0)
  }

  /** Magnitudes of the short-time spectrum, [BINS][FRAMES]. */
  #transform(): void {
    const { basis } = this.#weights
    for (let bin = 0; bin < BINS; bin++) {
      for (let frame = 0; frame < FRAMES; frame++) {
        const real = dot(basis, bin * WINDOW, this.#samples, frame * STEP, WINDOW)
        const imaginary = dot(basis, (BINS + bin) * WINDOW, this.#samples, frame * STEP, WINDOW)
        this.#spectrum[bin * FRAMES + frame] = Math.sqrt(real * real + imaginary * imaginary)
      }
    }
  }

  #decide(input: Float32Array): number {
    const { fromInput, fromState, gateBias, out, outBias } = this.#weights
    const gates = this.#gates
    for (let gate = 0; gate < gates.length; gate++) {
      gates[gate] =
        gateBias[gate]! +
        dot(fromInput, gate * CELLS, input, 0, CELLS) +
        dot(fromState, gate * CELLS, this.#hidden, 0, CELLS)
    }
    let sum = outBias
    for (let index = 0; index < CELLS; index++) {
      const taken = sigmoid(gates[index]!) * Math.tanh(gates[2 * CELLS + index]!)
      const cell = sigmoid(gates[CELLS + index]!) * this.#cell[index]! + taken
      const hidden = sigmoid(gates[3 * CELLS + index]!) * Math.tanh(cell)
      this.#cell[index] = cell
      this.#hidden[index] = hidden
      sum += out[index]! * Math.max(0, hidden)
    }
    return sigmoid(sum)
  }
}

/** A convolution over time with one frame of zeros on each side, and a rectifier; [channels][frames] in and out. */
function convolve({ inputs, outputs, stride, weight, bias }: Convolution, input: Float32Array): Float32Array {
  const frames = input.length / inputs
  const outFrames = Math.ceil(frames / stride)
  const output = new Float32Array(outputs * outFrames)
  for (let out = 0; out < outputs; out++) {
    for (let frame = 0; frame < outFrames; frame++) {
      const middle = frame * stride
      let sum = bias[out]!
      for (let channel = 0; channel < inputs; channel++) {
        const at = channel * frames + middle
        const tap = (out * inputs + channel) * WIDTH
        if (middle > 0) sum += weight[tap]! * input[at - 1]!
        sum += weight[tap + 1]! * input[at]!
        if (middle + 1 < frames) sum += weight[tap + 2]! * input[at + 1]!
      }
      output[out * outFrames + frame] = Math.max(0, sum)
    }
  }
  return output
}

/** Sum of products. Four sums at once: a single one would wait for each addition before the next. */
function dot(a: Float32Array, aAt: number, b: Float32Array, bAt: number, length: number): number {
  let [first, second, third, fourth] = [0, 0, 0, 0]
  for (let index = 0; index < length; index += 4) {
    first += a[aAt + index]! * b[bAt + index]!
    second += a[aAt + index + 1]! * b[bAt + index + 1]!
    third += a[aAt + index + 2]! * b[bAt + index + 2]!
    fourth += a[aAt + index + 3]! * b[bAt + index + 3]!
  }
  return first + second + third + fourth
}

function sigmoid(value: number): number {
  return 1 / (1 + Math.exp(-value))
}

const BASIS = 'stft.forward_basis_buffer'

/**
 * The file holds two networks, for 8 and 16 kHz, whose tensors have the same names and mostly the same sizes. Each begins
 * with its basis, and only that of 16 kHz has this window.
 */
function readWeights(all: readonly Tensor[]): Weights {
  const start = all.findIndex(({ name, dims }) => name === BASIS && dims.at(-1) === WINDOW)
  const tensors = start < 0 ? [] : all.slice(start)
  const find = (name: string, ...dims: number[]): Float32Array => {
    const found = tensors.find((tensor) => tensor.name === name)
    if (found?.dims.join() !== dims.join() || !hasAll(found)) {
      throw new Error(`The speech detector's file holds no ${name} of ${dims.join(' x ')}.`)
    }
    return found.data
  }
  const stateBias = find('decoder.rnn.bias_hh', 4 * CELLS)
  return {
    basis: find(BASIS, 2 * BINS, 1, WINDOW),
    convolutions: CONVOLUTIONS.map((each, index) => ({
      ...each,
      weight: find(`encoder.${index}.reparam_conv.weight`, each.outputs, each.inputs, WIDTH),
      bias: find(`encoder.${index}.reparam_conv.bias`, each.outputs),
    })),
    fromInput: find('decoder.rnn.weight_ih', 4 * CELLS, CELLS),
    fromState: find('decoder.rnn.weight_hh', 4 * CELLS, CELLS),
    gateBias: find('decoder.rnn.bias_ih', 4 * CELLS).map((value, index) => value + stateBias[index]!),
    out: find('decoder.decoder.2.weight', 1, CELLS, 1),
    outBias: find('decoder.decoder.2.bias', 1)[0]!,
  }
}

function hasAll({ dims, data }: Tensor): boolean {
  return data.length === dims.reduce((product, size) => product * size, 1)
}
