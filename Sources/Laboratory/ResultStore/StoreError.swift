import Foundation
import GRDB

/// Why a result store cannot be opened, read or written.
public enum StoreError: Error, Equatable, CustomStringConvertible {
  /// The store holds results of something else; each difference is a phrase.
  case mismatch(path: String, differences: [String])
  /// There is no store, or the file is no result store: damaged, foreign, or of a newer weir.
  case notAResultStore(path: String, reason: String)
  /// Another process is writing to the store.
  case inUse(path: String)
  /// The system refused: no permission, disk full, a directory in the way.
  case io(path: String, reason: String)

  /// The exit status of a command that ends with this error (sysexits): 65 wrong input, 74 input or output failed.
  public var exitStatus: Int32 {
    switch self {
    case .mismatch, .notAResultStore: 65
    case .inUse, .io: 74
    }
  }

  public var description: String {
    switch self {
    case .mismatch(let path, let differences):
      "\(path): error: the results there belong to another experiment (\(differences.joined(separator: "; "))); "
        + "choose another output directory or remove this one"
    case .notAResultStore(let path, let reason): "\(path): error: not a usable result store: \(reason)"
    case .inUse(let path): "\(path): error: another weir process is writing there"
    case .io(let path, let reason): "\(path): error: cannot read or write the results: \(reason)"
    }
  }
}

/// Runs `body` and gives what GRDB and Foundation throw the form of a `StoreError` about `path`.
func storeErrors<T>(about path: String, _ body: () throws -> T) throws(StoreError) -> T {
  do {
    return try body()
  } catch let error as StoreError {
    throw error
  } catch let error as DatabaseError {
    let reason = error.message ?? error.resultCode.description
    switch error.resultCode {
    case .SQLITE_NOTADB, .SQLITE_CORRUPT: throw .notAResultStore(path: path, reason: reason)
    default: throw .io(path: path, reason: reason)
    }
  } catch let error as CocoaError {
    let system = (error.userInfo[NSUnderlyingErrorKey] as? POSIXError).map { String(cString: strerror($0.code.rawValue)) }
    throw .io(path: path, reason: system ?? error.localizedDescription)
  } catch {
    throw .io(path: path, reason: "\(error)")
  }
}
