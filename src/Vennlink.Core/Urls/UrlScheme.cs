namespace Vennlink.Urls;

/// <summary>The special schemes of the URL Standard, which parse by other rules than the rest.</summary>
internal enum UrlScheme : byte
{
    /// <summary>Not special: <c>mailto:</c>, <c>javascript:</c>, <c>tel:</c> and all unknown ones.</summary>
    Other,
    Http,
    Https,
    Ws,
    Wss,
    Ftp,
    File,
}
