import type { Translate } from '../../shared/i18n/translator.ts'

/** What the system does by itself for a line of a menu; the words of Electron's `role`. */
export type Role =
  | 'about'
  | 'services'
  | 'hide'
  | 'hideOthers'
  | 'unhide'
  | 'quit'
  | 'close'
  | 'undo'
  | 'redo'
  | 'cut'
  | 'copy'
  | 'paste'
  | 'selectAll'
  | 'resetZoom'
  | 'zoomIn'
  | 'zoomOut'
  | 'togglefullscreen'
  | 'toggleDevTools'
  | 'minimize'
  | 'zoom'
  | 'front'

/** One line of a menu as plain data. */
export type MenuLine =
  | { readonly type: 'separator' }
  | { readonly type: 'role'; readonly role: Role; readonly label: string; readonly enabled?: boolean }
  | { readonly type: 'submenu'; readonly label: string; readonly lines: readonly MenuLine[] }
  | { readonly type: 'settings'; readonly label: string; readonly accelerator: string }
  | { readonly type: 'copyText'; readonly label: string; readonly text: string }
  | { readonly type: 'correct'; readonly label: string }

const separator: MenuLine = { type: 'separator' }

export interface AppMenuOptions {
  readonly isMac: boolean
  /** While developing, there are the tools for it. */
  readonly isPackaged: boolean
}

/**
 * The application's menu: on a Mac the bar at the top of the screen, without which its editing keys do not work; elsewhere
 * behind Alt, for its keys. Electron's own is in English, and reloads the page.
 */
export function appMenu({ isMac, isPackaged }: AppMenuOptions, t: Translate): MenuLine[] {
  const role = (name: Role, label: string): MenuLine => ({ type: 'role', role: name, label })
  const settings: MenuLine = {
    type: 'settings',
    label: t('menu.settings'),
    accelerator: 'CommandOrControl+,',
  }
  const quit = role('quit', t('menu.quit'))
  const close = role('close', t('menu.close'))
  return [
    ...(isMac
      ? [
          {
            type: 'submenu' as const,
            label: t('app.name'),
            lines: [
              role('about', t('menu.about')),
              separator,
              settings,
              separator,
              role('services', t('menu.services')),
              separator,
              role('hide', t('menu.hide')),
              role('hideOthers', t('menu.hideOthers')),
              role('unhide', t('menu.unhide')),
              separator,
              quit,
            ],
          },
        ]
      : []),
    { type: 'submenu', label: t('menu.file'), lines: isMac ? [close] : [settings, separator, close, quit] },
    {
      type: 'submenu',
      label: t('menu.edit'),
      lines: [
        role('undo', t('menu.undo')),
        role('redo', t('menu.redo')),
        separator,
        role('cut', t('menu.cut')),
        role('copy', t('menu.copy')),
        role('paste', t('menu.paste')),
        role('selectAll', t('menu.selectAll')),
      ],
    },
    {
      type: 'submenu',
      label: t('menu.view'),
      lines: [
        role('resetZoom', t('menu.actualSize')),
        role('zoomIn', t('menu.zoomIn')),
        role('zoomOut', t('menu.zoomOut')),
        separator,
        role('togglefullscreen', t('menu.fullScreen')),
        ...(isPackaged ? [] : [role('toggleDevTools', t('menu.devTools'))]),
      ],
    },
    ...(isMac
      ? [
          {
            type: 'submenu' as const,
            label: t('menu.window'),
            lines: [
              role('minimize', t('menu.minimise')),
              role('zoom', t('menu.zoom')),
              separator,
              role('front', t('menu.front')),
            ],
          },
        ]
      : []),
  ]
}

/** What was clicked with the other mouse button: a part of Electron's `ContextMenuParams`. */
export interface Clicked {
  readonly isEditable: boolean
  readonly selectionText: string
  /** The address of the link, or empty. */
  readonly linkURL: string
  readonly dictionarySuggestions: readonly string[]
  readonly editFlags: {
    readonly canCut: boolean
    readonly canCopy: boolean
    readonly canPaste: boolean
    readonly canSelectAll: boolean
  }
}

/** How many spellings are proposed for a word; the first ones are the likely ones. */
const MOST_SUGGESTIONS = 5

/** The menu for what was clicked, which Electron has not by itself; empty where there is nothing to do. */
export function contextMenu(clicked: Clicked, t: Translate): MenuLine[] {
  const { isEditable, selectionText, linkURL, editFlags } = clicked
  const role = (name: Role, label: string, enabled: boolean): MenuLine => ({
    type: 'role',
    role: name,
    label,
    enabled,
  })
  if (isEditable) {
    const spellings = clicked.dictionarySuggestions
      .slice(0, MOST_SUGGESTIONS)
      .map((label): MenuLine => ({ type: 'correct', label }))
    return [
      ...(spellings.length > 0 ? [...spellings, separator] : []),
      role('cut', t('menu.cut'), editFlags.canCut),
      role('copy', t('menu.copy'), editFlags.canCopy),
      role('paste', t('menu.paste'), editFlags.canPaste),
      separator,
      role('selectAll', t('menu.selectAll'), editFlags.canSelectAll),
    ]
  }
  return [
    ...(selectionText.trim() === '' ? [] : [role('copy', t('menu.copy'), editFlags.canCopy)]),
    ...(linkURL === ''
      ? []
      : [{ type: 'copyText' as const, label: t('menu.copyLink'), text: linkURL.replace(/^mailto:/, '') }]),
  ]
}
