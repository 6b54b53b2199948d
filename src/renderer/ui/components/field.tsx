import { useId } from 'react'
import type { ComponentProps, ReactNode } from 'react'

interface FieldFrame {
  label: string
  help?: ReactNode
  error?: string | null
}

/** A labelled text field; help and error are read with it. */
export function TextField({
  label,
  help,
  error,
  ...input
}: FieldFrame & Omit<ComponentProps<'input'>, 'id' | 'aria-describedby'>): ReactNode {
  const id = useId()
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <input
        {...input}
        id={id}
        className="input"
        aria-invalid={error ? true : undefined}
        aria-describedby={`${id}-help`}
      />
      <FieldHelp id={`${id}-help`} help={help} error={error} />
    </div>
  )
}

interface Choice<T extends string> {
  value: T
  label: string
}

/** A labelled list to choose from. */
export function SelectField<T extends string>({
  label,
  help,
  error,
  value,
  choices,
  onChoose,
}: FieldFrame & { value: T; choices: readonly Choice<T>[]; onChoose: (value: T) => void }): ReactNode {
  const id = useId()
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <select
        id={id}
        className="input select"
        value={value}
        aria-describedby={`${id}-help`}
        onChange={(event) => {
          onChoose(event.target.value as T)
        }}
      >
        {choices.map((choice) => (
          <option key={choice.value} value={choice.value}>
            {choice.label}
          </option>
        ))}
      </select>
      <FieldHelp id={`${id}-help`} help={help} error={error} />
    </div>
  )
}

/** A choice between a few, all in sight. */
export function RadioField<T extends string>({
  label,
  value,
  choices,
  onChoose,
}: {
  label: string
  value: T
  choices: readonly (Choice<T> & { help?: string })[]
  onChoose: (value: T) => void
}): ReactNode {
  const name = useId()
  return (
    <fieldset className="field radio-field">
      <legend>{label}</legend>
      {choices.map((choice) => (
        <label key={choice.value} className="radio">
          <input
            type="radio"
            name={name}
            checked={choice.value === value}
            onChange={() => {
              onChoose(choice.value)
            }}
          />
          <span>
            {choice.label}
            {choice.help && <small>{choice.help}</small>}
          </span>
        </label>
      ))}
    </fieldset>
  )
}

/** On or off, at once. */
export function SwitchField({
  label,
  help,
  checked,
  onChange,
}: FieldFrame & { checked: boolean; onChange: (checked: boolean) => void }): ReactNode {
  const id = useId()
  return (
    <div className="field switch-field">
      <div>
        <label htmlFor={id}>{label}</label>
        <FieldHelp id={`${id}-help`} help={help} />
      </div>
      <input
        id={id}
        type="checkbox"
        role="switch"
        className="switch"
        checked={checked}
        aria-describedby={`${id}-help`}
        onChange={(event) => {
          onChange(event.target.checked)
        }}
      />
    </div>
  )
}

function FieldHelp({
  id,
  help,
  error,
}: {
  id: string
  help?: ReactNode
  error?: string | null | undefined
}): ReactNode {
  return (
    <div id={id} className="field-help">
      {error && <p className="field-error">{error}</p>}
      {help && <p>{help}</p>}
    </div>
  )
}
