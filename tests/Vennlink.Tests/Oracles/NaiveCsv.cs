using System.Text;

namespace Vennlink.Tests;

/// <summary>Splits well-formed CSV one character at a time.</summary>
internal static class NaiveCsv
{
    public static List<string[]> Parse(string text)
    {
        List<string[]> rows = [];
        List<string> row = [];
        StringBuilder cell = new();
        bool quoted = false;
        for (int index = 0; index < text.Length; index++)
        {
            char c = text[index];
            if (quoted && c == '"' && index + 1 < text.Length && text[index + 1] == '"')
            {
                cell.Append(c);
                index++;
            }
            else if (c == '"')
            {
                quoted = !quoted;
            }
            else if (!quoted && c is ',' or '\n' && !quoted)
            {
                row.Add(cell.ToString().TrimEnd('\r'));
                cell.Clear();
                if (c == '\n')
                {
                    rows.Add([.. row]);
                    row.Clear();
                }
            }
            else
            {
                cell.Append(c);
            }
        }

        if (cell.Length > 0 || row.Count > 0)
        {
            rows.Add([.. row, cell.ToString()]);
        }

        return rows;
    }
}
