namespace Vennlink.SpamTraining;

/// <summary>Sites of a table that nothing is learned from, and what it says of each.</summary>
/// <param name="Name">Name of the table.</param>
/// <param name="Rows">Its sites, with what an index says of them, and their values.</param>
internal sealed record LabelledChecks(string Name, IReadOnlyList<(LabelledSite Site, string Value)> Rows)
{
    /// <summary>Reads a table <c>domain,value</c>; of an index, only the sites that it knows.</summary>
    public static LabelledChecks Read(string file, LabelFiles files, LabelledIndex? index,
        CancellationToken cancellationToken)
    {
        (LabelledSite Site, string Value)[] rows =
            [.. LabelFiles.Rows(file)
                .Select(row => (Site: files.Read(row[0], false, file), Value: row.ElementAtOrDefault(1) ?? ""))
                .Where(row => row.Site is not null).Select(row => (row.Site!, row.Value))];
        if (index is not null)
        {
            Dictionary<string, LabelledSite> known =
                index.Join(rows.Select(row => row.Site).DistinctBy(site => site.Name), cancellationToken)
                .ToDictionary(site => site.Name, StringComparer.Ordinal);
            rows = [.. rows.Where(row => known.ContainsKey(row.Site.Name))
                .Select(row => (known[row.Site.Name], row.Value))];
        }

        return new LabelledChecks(Path.GetFileName(file), rows);
    }
}
