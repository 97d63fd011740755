using System.Globalization;
using System.Text;

namespace Vennlink.Links.Parsing;

/// <summary>The named character references of the HTML standard. Immutable.</summary>
/// <remarks>
/// Read from HtmlEntities.txt, which was made from html5lib-tests' namedEntities.test (MIT): a name and its code points
/// a line, in byte order.
/// </remarks>
internal static class HtmlEntities
{
    /// <summary>Longest name, semicolon included.</summary>
    public const int MaxNameLength = 32;

    private static readonly (Entity[] Sorted, byte[] Text) Table = Load();

    /// <summary>Finds the longest reference that <paramref name="text"/> begins with.</summary>
    /// <param name="text">What follows the ampersand.</param>
    /// <param name="expansion">Its characters in UTF-8.</param>
    /// <returns>Bytes of the name; 0 for none.</returns>
    public static int Match(ReadOnlySpan<byte> text, out ReadOnlySpan<byte> expansion)
    {
        expansion = default;
        int matched = 0;

        // Invariant: [low, high) are the names that begin with text[..length].
        int low = 0;
        int high = Table.Sorted.Length;
        for (int length = 0; length < text.Length && length < MaxNameLength; length++)
        {
            byte b = text[length];
            low = LowerBound(low, high, length, b);
            high = LowerBound(low, high, length, b + 1);
            if (low == high)
            {
                break;
            }

            // The name that ends here sorts before those that go on.
            ref readonly Entity first = ref Table.Sorted[low];
            if (first.NameLength == length + 1)
            {
                matched = first.NameLength;
                expansion = Table.Text.AsSpan(first.Start + first.NameLength, first.ExpansionLength);
            }
        }

        return matched;
    }

    // First name in [low, high) whose byte at this index is at least the wanted one; a name that has ended counts as
    // −1.
    private static int LowerBound(int low, int high, int index, int wanted)
    {
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            ref readonly Entity entity = ref Table.Sorted[middle];
            int found = index < entity.NameLength ? Table.Text[entity.Start + index] : -1;
            if (found < wanted)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }

    private static (Entity[] Sorted, byte[] Text) Load()
    {
        using Stream stream = typeof(HtmlEntities)
            .Assembly.GetManifestResourceStream("Vennlink.Links.Parsing.HtmlEntities.txt")!;
        var file = new byte[stream.Length];
        stream.ReadExactly(file);
        var entities = new List<Entity>(2231);
        var output = new List<byte>(file.Length);
        Span<byte> utf8 = stackalloc byte[4];
        foreach (Range lineRange in file.AsSpan().Split((byte)'\n'))
        {
            ReadOnlySpan<byte> line = file.AsSpan()[lineRange].TrimEnd((byte)'\r');
            if (line.IsEmpty)
            {
                continue;
            }

            int nameLength = line.IndexOf((byte)' ');
            int start = output.Count;
            output.AddRange(line[..nameLength]);
            ReadOnlySpan<byte> codes = line[(nameLength + 1)..];
            foreach (Range codeRange in codes.Split((byte)' '))
            {
                int code = int.Parse(codes[codeRange], NumberStyles.HexNumber, CultureInfo.InvariantCulture);
                output.AddRange(utf8[..new Rune(code).EncodeToUtf8(utf8)]);
            }

            entities.Add(new Entity(start, nameLength, output.Count - start - nameLength));
        }

        return ([.. entities], [.. output]);
    }

    private readonly record struct Entity(int Start, int NameLength, int ExpansionLength);
}
