import type { ComponentProps, ReactNode } from 'react'

type ButtonProps = ComponentProps<'button'> & { look?: 'primary' | 'plain' | 'quiet' | 'danger' }

/** A button with words. */
export function Button({ look = 'plain', className = '', ...props }: ButtonProps): ReactNode {
  return <button type="button" {...props} className={`button button-${look} ${className}`} />
}

type IconButtonProps = Omit<ComponentProps<'button'>, 'aria-label'> & { label: string }

/** A button with a picture alone: its name is read aloud and shown as a tooltip. */
export function IconButton({ label, className = '', ...props }: IconButtonProps): ReactNode {
  return (
    <button
      type="button"
      title={label}
      {...props}
      aria-label={label}
      className={`icon-button ${className}`}
    />
  )
}
