using System.Data.Common;
using System.Globalization;
using DuckDB.NET.Data;

namespace Vennlink.Peers.Engines;

/// <summary>Runs SQL in DuckDB and prints what it answers: cells between tabs, as text.</summary>
internal static class DuckDbScript
{
    /// <summary>Runs all statements of a text.</summary>
    /// <param name="database">File of the database; made if it is not there.</param>
    /// <param name="sql">The statements.</param>
    public static void Run(string database, string sql)
    {
        using DuckDBConnection connection = new($"DataSource={database}");
        connection.Open();
        using DbCommand command = connection.CreateCommand();
        command.CommandTimeout = 0;
        command.CommandText = sql;
        using DbDataReader reader = command.ExecuteReader();
        using StreamWriter output = new(Console.OpenStandardOutput());
        do
        {
            while (reader.Read())
            {
                output.Write(string.Join('\t', Enumerable.Range(0, reader.FieldCount).Select(column =>
                    Convert.ToString(reader.GetValue(column), CultureInfo.InvariantCulture))));
                output.Write('\n');
            }
        }
        while (reader.NextResult());
    }
}
