import type { BigNumber, MathJsInstance, MathNode } from 'mathjs'

/** Why an expression has no value. */
export type CalculationProblem = 'not-a-sum' | 'too-big' | 'divide-by-zero' | 'no-real-result'

export type Calculation =
  | { readonly ok: true; readonly value: BigNumber }
  | { readonly ok: false; readonly problem: CalculationProblem }

/** The only names an expression may hold. Everything else that mathjs knows (units, matrices, `import`, …) is out of reach. */
const FUNCTIONS: Readonly<Record<string, number>> = {
  sqrt: 1,
  cbrt: 1,
  abs: 1,
  round: 1,
  floor: 1,
  ceil: 1,
  log10: 1,
  ln: 1,
  sin: 1,
  cos: 1,
  tan: 1,
  factorial: 1,
  mod: 2,
}
const CONSTANTS = ['pi', 'e']
const OPERATORS = [
  'add',
  'subtract',
  'multiply',
  'divide',
  'pow',
  'unaryMinus',
  'unaryPlus',
  'factorial',
  'mod',
]

const MAX_LENGTH = 400
const MAX_NODES = 120
/** Larger powers and factorials take long and have no answer that could be said. */
const MAX_EXPONENT = 1000
const MAX_FACTORIAL = 170
const MAX_DIGITS = 400

let instance: Promise<MathJsInstance> | null = null

/**
 * Loads mathjs, once. It takes about half a second, so the assistant does it when it starts and not at the first sum.
 * Numbers are decimal with 64 digits: 0.1 + 0.2 is 0.3.
 */
export function loadMath(): Promise<MathJsInstance> {
  instance ??= import('mathjs').then(({ create, all }) => {
    if (all === undefined) throw new Error('mathjs came without its functions')
    return create(all, { number: 'BigNumber', precision: 64 })
  })
  return instance
}

/**
 * Works out an arithmetic expression written by `toExpression`. The text is parsed, each node is checked against the lists
 * above, and only then is the tree evaluated by our own walk over it: mathjs never evaluates text.
 */
export async function calculate(expression: string): Promise<Calculation> {
  if (expression.length > MAX_LENGTH) return { ok: false, problem: 'too-big' }
  const math = await loadMath()
  let tree: MathNode
  try {
    tree = math.parse(expression)
  } catch {
    return { ok: false, problem: 'not-a-sum' }
  }
  let nodes = 0
  tree.traverse(() => nodes++)
  if (nodes > MAX_NODES) return { ok: false, problem: 'too-big' }
  try {
    const value = walk(math, tree)
    return { ok: true, value }
  } catch (error) {
    if (error instanceof Unworkable) return { ok: false, problem: error.problem }
    throw error
  }
}

class Unworkable extends Error {
  readonly problem: CalculationProblem
  constructor(problem: CalculationProblem) {
    super(problem)
    this.problem = problem
  }
}

/** The node types of mathjs that can appear, as far as they are read here. */
interface AnyNode {
  readonly type: string
  readonly value?: unknown
  readonly name?: string
  readonly fn?: string | { readonly name?: string }
  readonly content?: MathNode
  readonly args?: readonly MathNode[]
}

function walk(math: MathJsInstance, mathNode: MathNode): BigNumber {
  const node = mathNode as unknown as AnyNode
  if (node.type === 'ParenthesisNode' && node.content !== undefined) return walk(math, node.content)
  if (node.type === 'ConstantNode' && math.isBigNumber(node.value)) return checked(node.value)
  if (node.type === 'SymbolNode' && CONSTANTS.includes(node.name ?? '')) {
    return math.bignumber(
      node.name === 'pi'
        ? '3.14159265358979323846264338327950288419716939937510582097494459'
        : '2.71828182845904523536028747135266249775724709369995957496696763',
    )
  }
  const name = typeof node.fn === 'string' ? node.fn : (node.fn?.name ?? '')
  const args = node.args ?? []
  const isAllowed =
    (node.type === 'OperatorNode' && OPERATORS.includes(name)) ||
    (node.type === 'FunctionNode' && FUNCTIONS[name] === args.length && Object.hasOwn(FUNCTIONS, name))
  if (!isAllowed) throw new Unworkable('not-a-sum')
  return checked(
    apply(
      math,
      name,
      args.map((arg) => walk(math, arg)),
    ),
  )
}

function apply(math: MathJsInstance, name: string, args: readonly BigNumber[]): BigNumber {
  const [a, b] = args as readonly [BigNumber, BigNumber]
  switch (name) {
    case 'add':
      return a.plus(b)
    case 'subtract':
      return a.minus(b)
    case 'multiply':
      return a.times(b)
    case 'divide':
      if (b.isZero()) throw new Unworkable('divide-by-zero')
      return a.div(b)
    case 'mod':
      if (b.isZero()) throw new Unworkable('divide-by-zero')
      // The sign of the divisor, as people expect of a remainder.
      return a.minus(b.times(a.div(b).floor()))
    case 'pow':
      if (b.abs().gt(MAX_EXPONENT)) throw new Unworkable('too-big')
      if (a.isZero() && b.isNegative()) throw new Unworkable('divide-by-zero')
      return a.pow(b)
    case 'factorial':
      if (!a.isInteger() || a.isNegative()) throw new Unworkable('no-real-result')
      if (a.gt(MAX_FACTORIAL)) throw new Unworkable('too-big')
      return math.factorial(a)
    case 'unaryMinus':
      return a.neg()
    case 'unaryPlus':
      return a
    case 'sqrt':
      return a.sqrt()
    case 'cbrt':
      return a.cbrt()
    case 'abs':
      return a.abs()
    case 'round':
      return a.round()
    case 'floor':
      return a.floor()
    case 'ceil':
      return a.ceil()
    case 'log10':
      return logarithm(a, () => a.log(10))
    case 'ln':
      return logarithm(a, () => a.ln())
    // Angles are in degrees here: that is what people mean who say "the sine of 30".
    default: {
      const radians = a.times(math.bignumber(Math.PI)).div(180)
      return math.bignumber(trigonometry(name, radians.toNumber()))
    }
  }
}

function logarithm(value: BigNumber, log: () => BigNumber): BigNumber {
  if (!value.gt(0)) throw new Unworkable('no-real-result')
  return log()
}

function trigonometry(name: string, radians: number): number {
  const value = name === 'sin' ? Math.sin(radians) : name === 'cos' ? Math.cos(radians) : Math.tan(radians)
  // tan 90° is a huge number only because π is not exact.
  if (Math.abs(value) > 1e12) throw new Unworkable('no-real-result')
  return Number(value.toFixed(12))
}

function checked(value: BigNumber): BigNumber {
  if (value.isNaN()) throw new Unworkable('no-real-result')
  if (!value.isFinite() || value.abs().gt(`1e${MAX_DIGITS}`)) throw new Unworkable('too-big')
  return value
}
