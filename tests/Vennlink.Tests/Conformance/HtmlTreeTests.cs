using System.Globalization;
using System.Text;

namespace Vennlink.Tests.Conformance;

/// <summary>html5lib's tree construction tests against the flat tree.</summary>
public sealed class HtmlTreeTests
{
    // Not part of the product: fragments (innerHTML), and pages read with scripting off.
    private static bool IsOutOfScope(TreeTest test) => test.Fragment || test.ScriptOff;

    private const string NotCloned =
        "the copy of the chosen option in selectedcontent is not made: its links would count twice";

    private static readonly Dictionary<string, string> Known = new()
    {
        ["webkit02.dat#45"] = NotCloned,
        ["webkit02.dat#46"] = NotCloned,
        ["webkit02.dat#47"] = NotCloned,
        ["webkit02.dat#48"] = NotCloned,
    };

    public static TheoryData<string> Files()
    {
        var files = new TheoryData<string>();
        string folder = SharedData.InRepository("tests/data/html5lib/tree-construction");
        foreach (string file in Directory.EnumerateFiles(folder, "*.dat").Order(StringComparer.Ordinal))
        {
            files.Add(Path.GetFileName(file));
        }

        return files;
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Trees_equal_those_of_html5lib(string file)
    {
        var failures = new StringBuilder();
        int count = 0;
        int failed = 0;
        int index = 0;
        foreach (TreeTest test in Read(file))
        {
            index++;
            if (IsOutOfScope(test))
            {
                continue;
            }

            count++;
            string actual = HtmlDump.Dump(Encoding.UTF8.GetBytes(test.Data));
            bool equal = actual == test.Document;
            bool known = Known.ContainsKey($"{file}#{index}");
            if (equal == known)
            {
                failed++;
                failures.Append(CultureInfo.InvariantCulture, $"{file}#{index} {(known ? "no longer differs" : "differs")}\n{test.Data}\nexpected\n{test.Document}\nactual\n{actual}\n");
            }
        }

        Assert.True(failed == 0, $"{failed} of {count} in {file}\n{failures}");
    }

    private static IEnumerable<TreeTest> Read(string file)
    {
        string[] lines = File.ReadAllText(SharedData.InRepository($"tests/data/html5lib/tree-construction/{file}"))
            .Split('\n');
        int at = 0;
        while (at < lines.Length)
        {
            if (lines[at] != "#data")
            {
                at++;
                continue;
            }

            var sections = new Dictionary<string, List<string>>();
            List<string> current = sections["#data"] = [];
            for (at++; at < lines.Length && !(lines[at] == "#data" && lines[at - 1].Length == 0); at++)
            {
                bool inData = sections.Count == 1;
                if (lines[at] is "#errors" or "#new-errors" or "#document-fragment" or "#document" or "#script-on"
                    or "#script-off"
                    && (!inData || lines[at] == "#errors"))
                {
                    current = sections[lines[at]] = [];
                }
                else
                {
                    current.Add(lines[at]);
                }
            }

            List<string> document = sections["#document"];
            while (document.Count > 0 && document[^1].Length == 0)
            {
                document.RemoveAt(document.Count - 1);
            }

            yield return new TreeTest(
                string.Join('\n', sections["#data"]),
                string.Concat(document.Select(line => line + "\n")),
                sections.ContainsKey("#document-fragment"),
                sections.ContainsKey("#script-off"));
        }
    }

    private sealed record TreeTest(string Data, string Document, bool Fragment, bool ScriptOff);
}
