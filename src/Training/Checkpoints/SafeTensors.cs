using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using TorchSharp;
using static TorchSharp.torch;

namespace DetectionSdk.Training;

/// <summary>
/// Reads and writes safetensors files (https://huggingface.co/docs/safetensors): an eight-byte header length, a JSON
/// header that names each tensor's type, shape and place, then the raw little-endian values. Python's
/// <c>safetensors</c> opens what is written here and the other way round. Types: F32, BF16, I64, U8.
/// </summary>
/// <remarks>
/// The format has no checksum of its own. The writer therefore stores the SHA-256 of header and values, computed with
/// zeros in its own place, as metadata entry <c>sha256-of-file</c>, and the reader checks it where it is present; it
/// also checks <c>sha256</c>, of the values alone, which earlier versions wrote.
/// </remarks>
public static class SafeTensors
{
    private const string Checksum = "sha256-of-file", ValueChecksum = "sha256";
    private const int MaximumHeaderLength = 100_000_000;

    private static readonly string NoChecksum = new('0', 2 * SHA256.HashSizeInBytes);
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    private static readonly (string Name, ScalarType Type, int Size)[] Types =
    [
        ("I64", ScalarType.Int64, 8),
        ("F32", ScalarType.Float32, 4),
        ("BF16", ScalarType.BFloat16, 2),
        ("U8", ScalarType.Byte, 1),
    ];

    /// <summary>
    /// Writes tensors to a file: under a temporary name first, so that the file is there whole or not at all.
    /// </summary>
    /// <param name="path">The file; replaced if it exists.</param>
    /// <param name="tensors">Tensors by name, of any device and memory layout. They are not changed.</param>
    /// <param name="metadata">Texts to store in the header. Checksums of another file among them are left out.</param>
    /// <exception cref="ArgumentException">A tensor has a type that is not supported.</exception>
    /// <exception cref="IOException">The file cannot be written, or the disk is full.</exception>
    public static void Write(
        string path, IReadOnlyDictionary<string, Tensor> tensors, IReadOnlyDictionary<string, string>? metadata = null)
    {
        using DisposeScope scope = NewDisposeScope();
        // Wide types first: every tensor is then aligned to its element size without gaps, which the format forbids.
        (string Name, Tensor Values)[] entries =
        [
            .. tensors.Select(pair => (pair.Key, pair.Value.detach().cpu().contiguous()))
                .OrderByDescending(pair => TypeOf(pair.Key, pair.Item2.dtype).Size)
                .ThenBy(pair => pair.Key, StringComparer.Ordinal),
        ];
        byte[] header = Header(entries, metadata ?? new Dictionary<string, string>());
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(header);
        foreach ((_, Tensor values) in entries) hash.AppendData(values.bytes);
        Encoding.ASCII.GetBytes(Convert.ToHexStringLower(hash.GetHashAndReset()), ChecksumIn(header));

        AtomicFile.Write(path, stream =>
        {
            byte[] length = new byte[sizeof(long)];
            BinaryPrimitives.WriteInt64LittleEndian(length, header.Length);
            stream.Write(length);
            stream.Write(header);
            foreach ((_, Tensor values) in entries) stream.Write(values.bytes);
        });
    }

    /// <summary>Reads a whole file. The caller disposes the result, and with it the tensors.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="InvalidDataException">
    /// The file is truncated, damaged or of another format; the message says where.
    /// </exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static SafeTensorFile Read(string path)
    {
        using FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
        byte[] header = ReadHeader(path, stream);
        (IReadOnlyList<Entry> entries, Dictionary<string, string> metadata) = ParseHeader(path, header);
        RequireNoGaps(path, entries, stream.Length - sizeof(long) - header.Length);
        SafeTensorFile file = new(
            entries.ToDictionary(entry => entry.Name, entry => empty(entry.Shape, entry.Type).DetachFromDisposeScope()),
            metadata);
        try
        {
            foreach (Entry entry in entries) stream.ReadExactly(file.Tensors[entry.Name].bytes);
            RequireChecksum(path, header, entries.Select(entry => file.Tensors[entry.Name]), metadata);
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    private static void RequireChecksum(
        string path, byte[] header, IEnumerable<Tensor> values, Dictionary<string, string> metadata)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        string? expected = metadata.GetValueOrDefault(ValueChecksum);
        if (metadata.TryGetValue(Checksum, out string? ofFile))
        {
            expected = ofFile;
            ChecksumIn(header).Fill((byte)'0');
            hash.AppendData(header);
        }

        if (expected is null) return;
        foreach (Tensor tensor in values) hash.AppendData(tensor.bytes);
        string found = Convert.ToHexStringLower(hash.GetHashAndReset());
        if (found != expected) throw Damaged(path, $"its content has SHA-256 {found}, the header says {expected}");
    }

    /// <summary>
    /// The digits of the checksum in a header as the writer writes it, else nothing. Quotes inside the texts of a
    /// header are escaped, so none can look like it.
    /// </summary>
    private static Span<byte> ChecksumIn(byte[] header)
    {
        byte[] key = Encoding.ASCII.GetBytes($"\"{Checksum}\":\"");
        int digits = header.AsSpan().IndexOf(key) + key.Length;
        return digits < key.Length || digits + NoChecksum.Length > header.Length
            ? []
            : header.AsSpan(digits, NoChecksum.Length);
    }

    private static byte[] Header(
        IReadOnlyList<(string Name, Tensor Values)> entries, IReadOnlyDictionary<string, string> metadata)
    {
        using MemoryStream json = new();
        using (Utf8JsonWriter writer = new(json))
        {
            writer.WriteStartObject();
            writer.WriteStartObject("__metadata__");
            foreach ((string key, string text) in
                metadata.Where(pair => pair.Key is not (Checksum or ValueChecksum))
                    .OrderBy(pair => pair.Key, StringComparer.Ordinal))
                writer.WriteString(key, text);
            writer.WriteString(Checksum, NoChecksum);
            writer.WriteEndObject();
            long offset = 0;
            foreach ((string name, Tensor values) in entries)
            {
                long end = offset + values.bytes.Length;
                writer.WriteStartObject(name);
                writer.WriteString("dtype", TypeOf(name, values.dtype).Name);
                WriteNumbers(writer, "shape", values.shape);
                WriteNumbers(writer, "data_offsets", [offset, end]);
                writer.WriteEndObject();
                offset = end;
            }

            writer.WriteEndObject();
        }

        while (json.Length % sizeof(long) != 0) json.WriteByte((byte)' ');
        return json.ToArray();
    }

    private static void WriteNumbers(Utf8JsonWriter writer, string name, IEnumerable<long> numbers)
    {
        writer.WriteStartArray(name);
        foreach (long number in numbers) writer.WriteNumberValue(number);
        writer.WriteEndArray();
    }

    private static byte[] ReadHeader(string path, FileStream stream)
    {
        byte[] length = new byte[sizeof(long)];
        if (stream.ReadAtLeast(length, length.Length, throwOnEndOfStream: false) < length.Length)
            throw Damaged(path, $"it has {stream.Length} bytes, too few for a header");
        long headerLength = BinaryPrimitives.ReadInt64LittleEndian(length);
        if (headerLength < 2 || headerLength > Math.Min(MaximumHeaderLength, stream.Length - sizeof(long)))
            throw Damaged(path, $"its header claims {headerLength} bytes, the file has {stream.Length}");
        byte[] header = new byte[headerLength];
        stream.ReadExactly(header);
        return header;
    }

    private static (IReadOnlyList<Entry> Entries, Dictionary<string, string> Metadata) ParseHeader(
        string path, byte[] header)
    {
        List<Entry> entries = [];
        Dictionary<string, string> metadata = [];
        try
        {
            using JsonDocument json = JsonDocument.Parse(header, Strict);
            foreach (JsonProperty property in json.RootElement.EnumerateObject())
            {
                if (property.NameEquals("__metadata__"))
                    foreach (JsonProperty text in property.Value.EnumerateObject())
                        metadata[text.Name] = text.Value.GetString() ?? "";
                else
                    entries.Add(ParseEntry(path, property));
            }
        }
        catch (Exception error)
            when (error is JsonException or InvalidOperationException or KeyNotFoundException or FormatException
                or OverflowException)
        {
            throw new InvalidDataException(
                $"'{path}' is no safetensors file, or damaged: its header does not parse ({error.Message})", error);
        }

        return ([.. entries.OrderBy(entry => entry.Begin).ThenBy(entry => entry.End)], metadata);
    }

    private static Entry ParseEntry(string path, JsonProperty property)
    {
        string? name = property.Value.GetProperty("dtype").GetString();
        (_, ScalarType type, int size) = Types.FirstOrDefault(candidate => candidate.Name == name);
        if (size == 0)
            throw Damaged(
                path,
                $"tensor '{property.Name}' has type '{name}'; supported are "
                + $"{string.Join(", ", Types.Select(supported => supported.Name))}");
        long[] shape = [.. property.Value.GetProperty("shape").EnumerateArray().Select(number => number.GetInt64())];
        long[] offsets =
        [
            .. property.Value.GetProperty("data_offsets").EnumerateArray().Select(number => number.GetInt64())
        ];
        bool sound = offsets.Length == 2
            && offsets[0] >= 0
            && offsets[1] >= offsets[0]
            && shape.All(number => number >= 0)
            && offsets[1] - offsets[0] == Product(size, shape)
            // libtorch multiplies the sides of an empty tensor too
            && Product(size, shape.Where(number => number > 0)) <= long.MaxValue;
        return sound
            ? new Entry(property.Name, type, shape, offsets[0], offsets[1])
            : throw Damaged(
                path,
                $"tensor '{property.Name}' of shape [{string.Join(", ", shape)}] and type {name} cannot lie at "
                + $"bytes [{string.Join(", ", offsets)})");
    }

    private static Int128 Product(int size, IEnumerable<long> shape) =>
        shape.Aggregate((Int128)size, (product, number) => checked(product * number));

    private static void RequireNoGaps(string path, IReadOnlyList<Entry> entries, long available)
    {
        long offset = 0;
        foreach (Entry entry in entries)
        {
            if (entry.Begin != offset)
                throw Damaged(
                    path, $"tensor '{entry.Name}' begins at byte {entry.Begin} of the values, expected {offset}");
            offset = entry.End;
        }

        if (offset != available)
            throw Damaged(path, $"it holds {available} bytes of values, its header describes {offset}");
    }

    private static (string Name, ScalarType Type, int Size) TypeOf(string tensor, ScalarType type)
    {
        (string Name, ScalarType Type, int Size) found =
            Types.FirstOrDefault(candidate => candidate.Type == type && candidate.Size > 0);
        return found.Size > 0
            ? found
            : throw new ArgumentException(
                $"Tensor '{tensor}' has type {type}; supported are "
                + $"{string.Join(", ", Types.Select(supported => supported.Type))}.");
    }

    private static InvalidDataException Damaged(string path, string reason) =>
        new($"'{path}' is no safetensors file, or damaged: {reason}.");

    private sealed record Entry(string Name, ScalarType Type, long[] Shape, long Begin, long End);
}
