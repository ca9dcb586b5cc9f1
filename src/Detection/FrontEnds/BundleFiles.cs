using System.IO.Compression;

namespace DetectionSdk;

/// <summary>The files of a bundle, by name: in a folder or in a zip file.</summary>
/// <remarks>
/// A zip file is refused when its files would take more than <see cref="LargestTotal"/> unpacked, or more than deflate
/// can pack: sizes are checked before memory is taken for them.
/// </remarks>
internal sealed class BundleFiles : IDisposable
{
    /// <summary>The file that describes the others.</summary>
    public const string Description = "bundle.json";

    /// <summary>Most bytes of all files together.</summary>
    public const long LargestTotal = 1L << 30;

    private const long LargestDescription = 1 << 20;

    // Deflate packs 258 bytes into 2 bits at best.
    private const long LargestRatio = 1032;

    // Of a ZipArchiveEntry: it keeps no earlier time, and a time of now would make equal bundles differ.
    private static readonly DateTimeOffset NoTime = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly string _path;
    private readonly ZipArchive? _archive;

    private BundleFiles(string path, ZipArchive? archive)
    {
        _path = path;
        _archive = archive;
    }

    /// <summary>Whether a path is a folder with a description, or a zip file.</summary>
    public static bool AreAt(string path)
    {
        if (Directory.Exists(path)) return File.Exists(Path.Combine(path, Description));
        if (!File.Exists(path)) return false;
        using FileStream file = File.OpenRead(path);
        Span<byte> start = stackalloc byte[4];
        return file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false) == start.Length
            && (start.SequenceEqual("PK\u0003\u0004"u8) || start.SequenceEqual("PK\u0005\u0006"u8));
    }

    /// <exception cref="FileNotFoundException">There is nothing at the path.</exception>
    /// <exception cref="ModelFormatException">It is no zip file, or too large unpacked.</exception>
    public static BundleFiles Open(string path)
    {
        if (Directory.Exists(path)) return new BundleFiles(path, null);
        if (!File.Exists(path)) throw new FileNotFoundException($"Bundle '{path}' does not exist.", path);
        try
        {
            ZipArchive archive = ZipFile.OpenRead(path);
            long total = archive.Entries.Sum(entry => entry.Length);
            if (total <= LargestTotal) return new BundleFiles(path, archive);
            archive.Dispose();
            throw new ModelFormatException(
                $"'{path}' holds {total} bytes unpacked; expected at most {LargestTotal}.");
        }
        catch (Exception error) when (error is InvalidDataException or OverflowException)
        {
            throw new ModelFormatException($"'{path}' is damaged or no bundle: {error.Message}", error);
        }
    }

    /// <summary>Adds a file to a zip file that is being written.</summary>
    public static void Add(ZipArchive archive, string name, byte[] content)
    {
        ZipArchiveEntry entry = archive.CreateEntry(name);
        entry.LastWriteTime = NoTime;
        using Stream stream = entry.Open();
        stream.Write(content);
    }

    /// <exception cref="ModelFormatException">There is none, or it is damaged.</exception>
    public byte[] ReadDescription() => Read(Description)
        ?? throw new ModelFormatException($"'{_path}' holds no file '{Description}'; expected a model or a bundle.");

    /// <exception cref="ModelFormatException">The file of the part is missing or damaged.</exception>
    public byte[] Read(BundlePart part) => Read(part.File)
        ?? throw new ModelFormatException($"'{_path}' holds no file '{part.File}', of part '{part.Name}'.");

    /// <summary>A file by its name; null where there is none.</summary>
    /// <exception cref="ModelFormatException">It is damaged.</exception>
    public byte[]? Read(string name) => _archive is null ? ReadFile(name) : ReadEntry(_archive, name);

    public void Dispose() => _archive?.Dispose();

    private byte[]? ReadFile(string name)
    {
        FileInfo file = new(Path.Combine(_path, name));
        if (!file.Exists) return null;
        RequireSize(name, file.Length);
        return File.ReadAllBytes(file.FullName);
    }

    private byte[]? ReadEntry(ZipArchive archive, string name)
    {
        if (archive.GetEntry(name) is not { } entry) return null;
        RequireSize(name, entry.Length);
        if (entry.Length > (entry.CompressedLength + 1) * LargestRatio)
            throw Damaged(name, $"{entry.CompressedLength} bytes cannot hold the {entry.Length} that it declares");
        try
        {
            byte[] content = new byte[entry.Length];
            using Stream stream = entry.Open();
            stream.ReadExactly(content);
            return stream.ReadByte() < 0 ? content : throw new InvalidDataException("it is longer than it declares");
        }
        catch (Exception error) when (error is InvalidDataException or EndOfStreamException or NotSupportedException)
        {
            throw Damaged(name, error.Message, error);
        }
    }

    private void RequireSize(string name, long length)
    {
        long largest = name == Description ? LargestDescription : LargestTotal;
        if (length > largest)
            throw new ModelFormatException(
                $"'{_path}': '{name}' is of {length} bytes; expected at most {largest}.");
    }

    private ModelFormatException Damaged(string name, string reason, Exception? error = null) =>
        new($"'{_path}': '{name}' is damaged: {reason}", error);
}
