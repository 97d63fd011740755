using System.Text;
using System.Text.Json;
using Vennlink.Ranking.Spam;
using Vennlink.Urls;

namespace Vennlink.SpamTraining;

/// <summary>Reads labelled sites from lists as they are published.</summary>
/// <remarks>
/// Forms, told apart by name: <c>.json</c> (objects with <c>rootDomain</c>, or rows whose fifth value is a reversed
/// host), else a line a site, up to a comma or tab; a first line <c>domain</c> is a header. Hosts become root domains.
/// A site that is labelled both ways is left out, and counted.
/// </remarks>
/// <param name="publicSuffixes">Says where root domains end.</param>
internal sealed class LabelFiles(PublicSuffixList publicSuffixes)
{
    private const int ReversedHostColumn = 4;

    private readonly UrlParser _parser = new();
    private readonly UrlRecord _url = new();
    private readonly Dictionary<string, LabelledSite> _sites = new(StringComparer.Ordinal);
    private readonly HashSet<string> _contradicted = new(StringComparer.Ordinal);

    /// <summary>Sites labelled both ways.</summary>
    public IReadOnlyCollection<string> Contradicted => _contradicted;

    /// <summary>Lines that are no site, or have no label.</summary>
    public int Malformed { get; private set; }

    /// <summary>All sites, each once, in ordinal order of names.</summary>
    public LabelledSite[] Sites =>
        [.. _sites.Values.Where(site => !_contradicted.Contains(site.Name))
            .OrderBy(site => site.Name, StringComparer.Ordinal)];

    /// <summary>Reads a list whose sites are all of one label.</summary>
    public void Add(string file, bool isSpam)
    {
        foreach (string name in file.EndsWith(".json", StringComparison.Ordinal)
            ? JsonNames(file) : Rows(file).Select(row => row[0]))
        {
            Add(name, isSpam, Path.GetFileName(file));
        }
    }

    /// <summary>
    /// Reads a table <c>domain,label</c> whose label is <c>1</c> or <c>spam</c>, <c>0</c> or <c>clean</c>.
    /// </summary>
    public void AddTable(string file)
    {
        foreach (string[] row in Rows(file))
        {
            bool? isSpam = row.ElementAtOrDefault(1)?.ToLowerInvariant() switch
            {
                "1" or "spam" =>
                true,
                "0" or "clean" => false,
                _ => null
            };
            if (isSpam is { } label)
            {
                Add(row[0], label, Path.GetFileName(file));
            }
            else
            {
                Malformed++;
            }
        }
    }

    /// <summary>Root domain of a name; null when it is none.</summary>
    public LabelledSite? Read(string name, bool isSpam, string source)
    {
        if (!ListedUrl.TryParse(Encoding.UTF8.GetBytes(name), _parser, _url) || !_url.IsHttp)
        {
            return null;
        }

        byte[] page = new byte[_url.MaxKeyBytes];
        ReadOnlySpan<byte> host = UrlKey.HostKey(page.AsSpan(0, _url.WriteKey(page)));
        byte[] key = host[..publicSuffixes.RootDomainLength(host)].ToArray();
        bool hasName = DomainName.TryRead(key, new byte[DomainName.BufferBytes], out DomainName read);
        return new LabelledSite(
            UrlKey.ToText(key), key, isSpam, source)
        { Padded = hasName ? Encoding.ASCII.GetString(read.Padded) : "" };
    }

    /// <summary>Rows of a table with the columns <c>domain</c> and another one, without blanks around them.</summary>
    public static IEnumerable<string[]> Rows(string file) =>
        File.ReadLines(file).Select(line => line.Trim()).Where(line => line.Length > 0 && !line.StartsWith('#'))
            .Select(line => line.Split([',', '\t'], StringSplitOptions.TrimEntries)).Where(row => row[0] != "domain");

    private void Add(string name, bool isSpam, string source)
    {
        if (Read(name, isSpam, source) is not { } site)
        {
            Malformed++;
            return;
        }

        if (_sites.TryGetValue(site.Name, out LabelledSite? known))
        {
            if (known.IsSpam != isSpam)
            {
                _contradicted.Add(site.Name);
            }

            return;
        }

        _sites.Add(site.Name, site);
    }

    private static List<string> JsonNames(string file)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(file));
            JsonElement root = document.RootElement;
            return root.ValueKind == JsonValueKind.Array
                ? [.. root.EnumerateArray().Select(row => row.GetProperty("rootDomain").GetString()!)]
                : [.. root.GetProperty("rows").EnumerateArray()
                    .Select(row => string.Join('.', row[ReversedHostColumn].GetString()!.Split('.').Reverse()))];
        }
        catch (Exception problem) when (problem is JsonException or KeyNotFoundException or InvalidOperationException
            or IndexOutOfRangeException)
        {
            throw new InvalidDataException(
                $"{file}: neither objects with 'rootDomain' nor rows with a reversed host: {problem.Message}", problem);
        }
    }
}
