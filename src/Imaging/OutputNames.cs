namespace DetectionSdk.Imaging;

/// <summary>Names of files that are made from others, one for each.</summary>
public static class OutputNames
{
    /// <summary>
    /// Paths with another extension, numbered where two would become one, also where they differ by case alone:
    /// <c>cam.jpg</c> and <c>cam.png</c> give <c>cam.png</c> and <c>cam-2.png</c>.
    /// </summary>
    /// <param name="paths">The paths, in the order in which names are given.</param>
    /// <param name="extension">The extension, with its dot.</param>
    /// <param name="copies">
    /// How many files are made of each; of more than one the first is <c>cam-1.png</c>. Default 1.
    /// </param>
    /// <returns>As many paths per path as there are copies, in the same order.</returns>
    public static IReadOnlyList<string> WithExtension(IEnumerable<string> paths, string extension, int copies = 1)
    {
        HashSet<string> taken = new(StringComparer.OrdinalIgnoreCase);
        return
        [
            .. from path in paths
               let stem = Path.ChangeExtension(path, null)
               from copy in Enumerable.Range(1, copies)
               select Number(copies == 1 ? stem : $"{stem}-{copy}", extension, taken)
        ];
    }

    private static string Number(string stem, string extension, HashSet<string> taken)
    {
        string name = stem + extension;
        for (int number = 2; !taken.Add(name); number++) name = $"{stem}-{number}{extension}";
        return name;
    }
}
