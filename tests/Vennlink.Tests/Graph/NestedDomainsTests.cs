using CsCheck;
using Vennlink.Urls;

namespace Vennlink.Tests.Graph;

public sealed class NestedDomainsTests
{
    private static readonly Gen<string[]> Keys =
        Gen.Int[0, 2].Select(label => "ab-"[label]).Array[1, 3].Select(labels => string.Join('\u0001', labels))
            .Array[0, 30];

    [Fact]
    public void Every_root_domain_is_opened_once_closed_once_and_gets_all_of_its_keys() =>
        Keys.Sample(roots =>
        {
            // Any set of root domains; a host belongs to the longest that it lies in.
            string[] distinct = [.. roots.Distinct()];
            string[] hosts =
                [.. distinct.SelectMany(root => (string[])[root, root + "\u0001x", root + "\u0001a\u0001y"]).Distinct()
                    .Order(StringComparer.Ordinal)];
            List<string> opened = [];
            List<string> closed = [];
            NestedDomains<List<string>> nested = new(
                () => [],
                (root, members) =>
                {
                    members.Clear();
                    opened.Add(Text(root));
                },
                (root, members) => closed.Add($"{Text(root)}: {string.Join(' ', members)}"));
            foreach (string host in hosts)
            {
                nested.Enter(Bytes(RootOf(host, distinct))).Add(host);
            }

            nested.CloseAll();
            return opened.Count == distinct.Length
                && closed.Order(StringComparer.Ordinal).SequenceEqual(
                    hosts.GroupBy(host => RootOf(host, distinct))
                    .Select(group => $"{group.Key}: {string.Join(' ', group)}").Order(StringComparer.Ordinal));
        });

    private static string RootOf(string host, string[] roots) =>
        roots.Where(root => host == root || host.StartsWith(root + '\u0001', StringComparison.Ordinal))
            .MaxBy(root => root.Length)!;

    private static byte[] Bytes(string text) => System.Text.Encoding.ASCII.GetBytes(text);

    private static string Text(ReadOnlySpan<byte> bytes) => System.Text.Encoding.ASCII.GetString(bytes);
}
