using System.Data.Common;
using System.Diagnostics;
using Vennlink.Peers.Questions;

namespace Vennlink.Peers.Engines;

/// <summary>
/// An engine that is asked in SQL through ADO.NET. Statements are written before the clock starts; parsing and planning
/// them is part of an answer.
/// </summary>
internal abstract class SqlPeer : Peer
{
    private readonly Dictionary<(Question, Operation, string), string> _texts = [];
    private uint[] _ids = new uint[1 << 16];

    protected DbConnection? Connection { get; set; }

    public override Answer Ask(Question question, Operation operation, string form)
    {
        if (!_texts.TryGetValue((question, operation, form), out string? text))
        {
            _texts.Add((question, operation, form), text = TextOf(question, operation, form));
        }

        long start = Stopwatch.GetTimestamp();
        using DbCommand command = Connection!.CreateCommand();
        command.CommandTimeout = 0;
        command.CommandText = text;
        if (operation == Operation.All)
        {
            int filled = ReadIds(command);
            return Answer.OfAll(Stopwatch.GetElapsedTime(start), _ids.AsSpan(0, filled));
        }

        using DbDataReader reader = command.ExecuteReader();
        if (operation == Operation.Total)
        {
            reader.Read();
            long count = reader.GetInt64(0);
            return Answer.OfTotal(Stopwatch.GetElapsedTime(start), count);
        }

        List<PageRow> rows = new(Oracle.PageRowCount);
        while (reader.Read())
        {
            rows.Add(new PageRow((uint)Number(reader, 0), (int)Number(reader, 1)));
        }

        return Answer.OfPage(Stopwatch.GetElapsedTime(start), rows);
    }

    public override void Dispose() => Connection?.Dispose();

    protected virtual string TextOf(Question question, Operation operation, string form) =>
        SqlText.Of(question, operation, form);

    /// <summary>Reads the only column of the result into <see cref="Buffer"/>; returns how many there are.</summary>
    protected virtual int ReadIds(DbCommand command)
    {
        using DbDataReader reader = command.ExecuteReader();
        int filled = 0;
        while (reader.Read())
        {
            Buffer(filled + 1)[filled++] = ReadId(reader);
        }

        return filled;
    }

    /// <summary>One id; overridden where the engine's type is not int32.</summary>
    protected virtual uint ReadId(DbDataReader reader) => (uint)reader.GetInt32(0);

    /// <summary>The ids' buffer, with room for that many.</summary>
    protected uint[] Buffer(int count)
    {
        if (count > _ids.Length)
        {
            Array.Resize(ref _ids, Math.Max(count, _ids.Length * 2));
        }

        return _ids;
    }

    protected void Execute(string text)
    {
        using DbCommand command = Connection!.CreateCommand();
        command.CommandTimeout = 0;
        command.CommandText = text;
        command.ExecuteNonQuery();
    }

    protected string Scalar(string text)
    {
        using DbCommand command = Connection!.CreateCommand();
        command.CommandText = text;
        return Convert.ToString(command.ExecuteScalar(), System.Globalization.CultureInfo.InvariantCulture) ?? "";
    }

    // Engines differ in the type of a sum or a count.
    private static long Number(DbDataReader reader, int column) => reader.GetValue(column) switch
    {
        int value => value,
        uint value => value,
        long value => value,
        decimal value => (long)value,
        System.Numerics.BigInteger value => (long)value,
        object other => throw new InvalidOperationException($"a column of type {other.GetType()}"),
    };
}
