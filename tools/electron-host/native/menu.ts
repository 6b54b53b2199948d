import { asElectron } from '../host.ts'
import { StrictEmitter, StrictObject } from '../strict.ts'

/** A menu as the test hook shows it. */
export interface MenuEntry {
  id: string
  label: string
  type: string
  enabled: boolean
  visible: boolean
  checked: boolean
  accelerator: string | null
  role: string | null
  submenu: MenuEntry[] | null
}

type ItemImplemented = Pick<
  Electron.MenuItem,
  | 'id'
  | 'label'
  | 'sublabel'
  | 'toolTip'
  | 'type'
  | 'enabled'
  | 'visible'
  | 'checked'
  | 'accelerator'
  | 'submenu'
  | 'role'
  | 'click'
  | 'commandId'
  | 'icon'
  | 'registerAccelerator'
>

let nextCommand = 0

/** `MenuItem`. Nothing draws it; the test hook clicks it. */
export class HostMenuItem extends StrictObject implements ItemImplemented {
  readonly commandId = ++nextCommand
  readonly id: string
  label: string
  sublabel: string
  toolTip: string
  readonly type: Electron.MenuItem['type']
  enabled: boolean
  visible: boolean
  checked: boolean
  readonly accelerator: string | null
  readonly submenu?: Electron.Menu
  readonly role?: NonNullable<Electron.MenuItem['role']>
  icon?: Electron.NativeImage | string
  readonly registerAccelerator: boolean
  /** The menu that holds the item. */
  _menu: HostMenu | null = null
  readonly #click: Electron.MenuItemConstructorOptions['click']

  constructor(options: Electron.MenuItemConstructorOptions) {
    super('MenuItem')
    this.type = options.type ?? (options.submenu ? 'submenu' : 'normal')
    if (this.type === 'submenu' && !options.submenu) throw new Error('Invalid submenu')
    this.id = options.id ?? ''
    this.label = options.label ?? options.role ?? ''
    this.sublabel = options.sublabel ?? ''
    this.toolTip = options.toolTip ?? ''
    this.enabled = options.enabled ?? true
    this.visible = options.visible ?? true
    this.checked = options.checked ?? false
    this.accelerator = options.accelerator ?? null
    this.registerAccelerator = options.registerAccelerator ?? true
    this.#click = options.click
    // Always there, as on Electron's items, though most have none.
    const { submenu, role, icon } = options
    this.submenu = (Array.isArray(submenu) ? HostMenu.buildFromTemplate(submenu) : submenu) as Electron.Menu
    this.role = role as NonNullable<Electron.MenuItem['role']>
    this.icon = icon as Electron.NativeImage
  }

  readonly click = (event: Partial<Electron.KeyboardEvent> = {}, window?: Electron.BaseWindow): void => {
    if (!this.enabled || !this.visible) return
    if (this.type === 'checkbox') this.checked = !this.checked
    else if (this.type === 'radio') this._menu?._choose(this)
    this.#click?.(this as unknown as Electron.MenuItem, window, event)
  }

  _describe(): MenuEntry {
    const { id, label, type, enabled, visible, checked, accelerator } = this
    const submenu = (this.submenu as unknown as HostMenu | undefined)?._describe() ?? null
    return { id, label, type, enabled, visible, checked, accelerator, role: this.role ?? null, submenu }
  }
}

type MenuImplemented = Pick<
  Electron.Menu,
  'items' | 'append' | 'insert' | 'popup' | 'closePopup' | 'getMenuItemById'
>

let applicationMenu: HostMenu | null = null
let popup: { menu: HostMenu; callback: (() => void) | undefined } | null = null

/** `Menu`. */
export class HostMenu extends StrictEmitter implements MenuImplemented {
  readonly items: Electron.MenuItem[] = []

  constructor() {
    super('Menu')
  }

  append(item: Electron.MenuItem): void {
    this.insert(this.items.length, item)
  }

  insert(position: number, item: Electron.MenuItem): void {
    this.items.splice(position, 0, item)
    ;(item as unknown as HostMenuItem)._menu = this
  }

  getMenuItemById(id: string): Electron.MenuItem | null {
    for (const item of this.items) {
      const found = item.id === id ? item : item.submenu?.getMenuItemById(id)
      if (found) return found
    }
    return null
  }

  popup(options: Electron.PopupOptions = {}): void {
    this.emit('menu-will-show')
    popup = { menu: this, callback: options.callback }
  }

  closePopup(): void {
    if (popup?.menu !== this) return
    const { callback } = popup
    popup = null
    this.emit('menu-will-close')
    callback?.()
  }

  /** Checks one of the radio items that stand side by side. */
  _choose(chosen: HostMenuItem): void {
    const items = this.items as unknown as HostMenuItem[]
    const at = items.indexOf(chosen)
    let first = at
    let last = at
    while (items[first - 1]?.type === 'radio') first--
    while (items[last + 1]?.type === 'radio') last++
    for (const item of items.slice(first, last + 1)) item.checked = item === chosen
  }

  _describe(): MenuEntry[] {
    return (this.items as unknown as HostMenuItem[]).map((item) => item._describe())
  }

  /** The item at a path of labels, or with an id. */
  _find(path: string | readonly string[]): HostMenuItem | null {
    if (typeof path === 'string') return this.getMenuItemById(path) as unknown as HostMenuItem | null
    const [label, ...rest] = path
    const item = (this.items as unknown as HostMenuItem[]).find((candidate) => candidate.label === label)
    if (!item || rest.length === 0) return item ?? null
    return (item.submenu as unknown as HostMenu | undefined)?._find(rest) ?? null
  }

  static buildFromTemplate(
    template: (Electron.MenuItemConstructorOptions | Electron.MenuItem)[],
  ): Electron.Menu {
    if (!Array.isArray(template))
      throw new TypeError('Invalid template for Menu: Menu template must be an array')
    const menu = new HostMenu()
    for (const entry of template) {
      const item =
        (entry as unknown) instanceof HostMenuItem
          ? entry
          : new HostMenuItem(entry as Electron.MenuItemConstructorOptions)
      menu.append(item as unknown as Electron.MenuItem)
    }
    return asElectron<Electron.Menu>(menu)
  }

  static getApplicationMenu(): Electron.Menu | null {
    return applicationMenu && asElectron<Electron.Menu>(applicationMenu)
  }

  static setApplicationMenu(menu: Electron.Menu | null): void {
    applicationMenu = menu as unknown as HostMenu | null
  }
}

HostMenu satisfies Pick<
  typeof Electron.Menu,
  'buildFromTemplate' | 'getApplicationMenu' | 'setApplicationMenu'
>

/** The context menu that is open, for the test hook. */
export function openPopup(): HostMenu | null {
  return popup?.menu ?? null
}
