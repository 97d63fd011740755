using System.Buffers;
using System.Text;
using Vennlink.Server.Wire;

namespace Vennlink.Server.Imports;

/// <summary>Which names of uploaded files are taken.</summary>
/// <remarks>
/// A file keeps its name, since answers cite it and some exports say their site nowhere else. So it must be a plain
/// name on every system, and one of a kind that can be read.
/// </remarks>
internal static class UploadName
{
    private const int MaxBytes = 200;
    private const string Forbidden = "/\\:*?\"<>|";

    private static readonly SearchValues<char> ForbiddenLetters = SearchValues.Create(Forbidden);

    private static readonly string[] Compressions = [".gz", ".zst", ".lz4"];

    private static readonly string[] Endings =
    [
        ".csv", ".tsv", ".tab", ".txt", ".xlsx", ".parquet", ".json", ".jsonl", ".ndjson", ".zip", ".warc", ".arc",
        ".wat", ".wacz",
    ];

    // Windows takes these for devices, whatever follows a point.
    private static readonly string[] Devices = ["CON", "PRN", "AUX", "NUL", "COM1", "LPT1"];

    /// <summary>Refuses a name.</summary>
    /// <exception cref="ApiException">It is no plain name (400), or of no kind that is read (415).</exception>
    public static void Check(string name)
    {
        if (name.Length == 0 || Encoding.UTF8.GetByteCount(name) > MaxBytes || name[0] is '.' or ' '
            || name[^1] is '.' or ' ' || name.Any(letter => char.IsControl(letter) || char.IsSurrogate(letter))
            || name.AsSpan().ContainsAny(ForbiddenLetters) || Devices.Contains(name.Split('.')[0].ToUpperInvariant()))
        {
            throw ApiException.BadRequest(
                $"The name of a file has up to {MaxBytes} bytes, none of {Forbidden} and no control characters, and "
                    + "begins with no point.");
        }

        string bare = Compressions.Any(ending => name.EndsWith(ending, StringComparison.OrdinalIgnoreCase))
            ? Path.GetFileNameWithoutExtension(name) : name;
        if (!Endings.Any(ending => bare.EndsWith(ending, StringComparison.OrdinalIgnoreCase)))
        {
            throw new ApiException(
                StatusCodes.Status415UnsupportedMediaType,
                $"Files end in one of {string.Join(' ', Endings)}, with {string.Join(' ', Compressions)} behind it or "
                    + "without.");
        }
    }
}
