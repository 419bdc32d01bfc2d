/// Keys of earlier versions, which old files still have.
enum FormerKey {
  /// What to write instead of a key that is gone; nil if there was none of this path.
  static func replacement(for keyPath: String) -> String? {
    switch keyPath {
    case "hold_time":
      "'hold_time' is no key any more: how long a hold lasts is part of the barrier; expected barrier: hold:20s, "
        + "or barrier: { exclude: none, wait: { hold: 20s } }"
    default: nil
    }
  }
}
