namespace Vennlink.Urls;

/// <summary>Status of a code point in UTS #46, non-transitional; values as in <c>idna-table.bin</c>.</summary>
internal enum IdnaStatus : byte
{
    Valid = 0,
    Ignored = 1,
    Mapped = 2,
    Disallowed = 3,
}
