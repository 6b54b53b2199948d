/**
 * What Linux desktops know Parley by: the name of its desktop entry, without `.desktop`. Portals take only a name with at least
 * one dot that is the name of an entry they can find (GNOME since 50, xdg-desktop-portal since 1.21).
 */
export const APP_ID = 'dev.parley.Parley'
